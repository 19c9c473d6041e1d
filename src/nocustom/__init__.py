"""nocustom: customization requests, judged against "no" by default, owned by a named person before anybody says yes."""

__version__ = "0.1.0"
