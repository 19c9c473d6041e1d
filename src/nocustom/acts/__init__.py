"""What people do, one file per act: load, ask judge and life, append, return a result for `show`."""
