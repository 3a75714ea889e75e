"""crmctl: a command-line CRM toolkit."""

__version__ = "0.1.0"
