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

KNOWN = (
    # first name, last name, months, which installation, parents, street: the children of the guide's
    # lists, and one who is past 59 months
    ("Maëlle", "Cyr-Poirier", 54, 0, (("Josiane", "Poirier", "mother"), ("Mathieu", "Cyr", "father")),
     "147, rue des Capelans"),
    ("Éloi", "Bujold", 41, 0, (("Karine", "Bujold", "mother"),), "22, chemin du Vieux-Quai"),
    ("Rosalie", "Synnott", 38, 1, (("Annie", "Whittom", "mother"), ("Éric", "Synnott", "father")), "9, rue du Moulin"),
    ("Nathan", "Duguay", 45, 1, (("Joëlle", "Duguay", "mother"), ("Yves", "Leblanc", "father")), "310, rue Bellevue"),
    ("Zoé", "Leblanc", 33, 2, (("Martin", "Leblanc", "father"),), "78, boulevard Perron"),
    ("Jacob", "Cormier-Henry", 29, 0, (("Maude", "Cormier", "mother"), ("Simon", "Henry", "father")),
     "5, avenue de la Plage"),
    ("Thomas-Olivier", "Gagnon-Bélanger", 50, 0,
     (("Sophie", "Bélanger", "mother"), ("Patrick", "Gagnon", "father")), "1204, boulevard Perron"),
    ("Léa-Rose", "Arseneault", 36, 2, (("Roxanne", "Arseneault", "mother"), ("Hugues", "Savoie", "father")),
     "63, rue des Lilas"),
    ("Inès", "Benhaddou", 47, 1, (("Samira", "Benhaddou", "mother"), ("Rachid", "Benhaddou", "father")),
     "18, rue de la Grève"),
    ("Émile", "Savoie-Roy", 63, 0, (("Valérie", "Savoie", "mother"), ("David", "Roy", "father")), "2, côte du Cap"),
    ("Loïc", "Vollant", 31, 1, (("Gabrielle", "Vollant", "mother"),), "41, rang Saint-Ours"),
)
