"""Names and streets to draw from: none belongs to anybody."""

GIRLS = ("Maélie", "Rosalie", "Zoé", "Inès", "Léa-Rose", "Océane", "Béatrice", "Éloïse", "Florence", "Juliette",
         "Noémie", "Raphaëlle", "Charlie-Anne", "Aïcha", "Fatoumata", "Camila", "Mei-Lin", "Anaïs", "Clémence",
         "Frédérique", "Gabrielle", "Hélène", "Jeanne", "Leïla", "Marguerite", "Nora", "Ophélie", "Solène",
         "Victoire", "Yasmine", "Livia", "Adèle", "Mika", "Ariane", "Coralie")
BOYS = ("Éloi", "Jacob", "Nathan", "Thomas-Olivier", "Émile", "Félix", "Loïc", "Théo", "Édouard", "Antoine",
        "Zacharie", "Noé", "Mathis", "Arthur", "Benoît", "Cédric", "Élie", "Hugo", "Ibrahim", "Jérémie", "Karim",
        "Laurent", "Maël", "Nicolaï", "Olivier", "Philémon", "Raphaël", "Samuel", "Tristan", "Ulysse", "Victor",
        "Wassim", "Xavier", "Yanis", "Léonard")
MOTHERS = ("Josée", "Annie", "Marie-Ève", "Karine", "Stéphanie", "Valérie", "Nathalie", "Isabelle", "Catherine",
           "Geneviève", "Émilie", "Sophie", "Mélanie", "Véronique", "Caroline", "Aminata", "Samira", "Gabriela",
           "Thi-Mai", "Joëlle", "Maude", "Roxanne", "Audrey", "Chantal", "Élise")
FATHERS = ("Mathieu", "Éric", "Sébastien", "François", "Patrick", "Jean-Philippe", "Martin", "Frédéric", "Simon",
           "Alexandre", "Vincent", "Pierre-Luc", "Guillaume", "Maxime", "Étienne", "Mamadou", "Rachid", "Carlos",
           "Minh", "Jonathan", "David", "Hugues", "Réjean", "Yves", "Gaétan")
FAMILIES = ("Bujold", "Synnott", "Cyr", "Arseneault", "Leblanc", "Duguay", "Cormier", "Henry", "Poirier", "Gagnon",
            "Bélanger", "Tremblay", "Côté", "Bouchard", "Roy", "Lévesque", "Ouellet", "Fortin", "Pelletier",
            "Gauthier", "Morin", "Lavoie", "Girard", "Thériault", "Boudreau", "Landry", "Deschênes", "Dubé",
            "Benhaddou", "Nguyen", "Diallo", "Ramírez", "Haddad", "Kowalczyk", "Joseph", "Étienne", "Larocque",
            "Saint-Onge", "Vollant", "Whittom", "Beaulieu", "Paquet", "Lemieux", "Hébert", "Désilets", "Marcotte",
            "Grenier", "Turcotte", "Villeneuve", "Savoie")
STREETS = ("rue des Capelans", "chemin du Barachois", "rue de la Grève", "rue Saint-Louis", "avenue des Pins",
           "rue Bellevue", "rue du Moulin", "rang Saint-Ours", "rue des Lilas", "avenue Cartier", "rue Émile-Nelligan",
           "boulevard Sainte-Anne", "rue du Ruisseau", "chemin des Patriotes", "rue Gabrielle-Roy", "côte du Cap",
           "rue des Hirondelles", "avenue de la Plage", "rue Montcalm", "impasse des Cèdres")
