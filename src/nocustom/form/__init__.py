"""What is written: the request form, the catalogues and the policy file as models, and findings about them."""
