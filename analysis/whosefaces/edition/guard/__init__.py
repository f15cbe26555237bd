"""Nothing that the case knows of a person leaves with public/."""
