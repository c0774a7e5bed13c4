"""The rival: Django admin with django-fsm-2, set up as its own documentation advises."""
