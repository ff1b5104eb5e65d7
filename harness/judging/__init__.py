"""What a model that judges answers is asked, and how its verdict is read. Nothing is sent from here."""
