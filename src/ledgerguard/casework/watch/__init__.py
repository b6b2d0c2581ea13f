"""Early warning: what is watched, how it is measured, and the alerts that follow."""
