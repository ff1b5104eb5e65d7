"""Commands for the night on which a vendor goes dark: drills, a vendor played here, policies and scenarios exported."""
