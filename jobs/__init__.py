"""The unattended work: one module per line of crontab.example."""
