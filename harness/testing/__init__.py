"""What the pytest plugin does; imported only once a suite file is seen or the fixture is used."""
