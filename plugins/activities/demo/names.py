"""Names and streets of an invented town to draw from: none belongs to anybody."""

GIRLS = ("Agathe", "Aïssata", "Alice", "Anouk", "Apolline", "Camille", "Capucine", "Chloé", "Clémence", "Elif",
         "Emma", "Inaya", "Iris", "Jade", "Jeanne", "Léna", "Lina", "Louise", "Lucie", "Maëlys", "Manon", "Margaux",
         "Mila", "Nour", "Romane", "Rose", "Salomé", "Suzanne", "Yuna", "Zélie")
BOYS = ("Adam", "Aaron", "Arthur", "Augustin", "Baptiste", "Basile", "Côme", "Diego", "Eliott", "Ethan", "Gabin",
        "Gaspard", "Hugo", "Ismaël", "Jules", "Kenzo", "Léo", "Liam", "Louis", "Lucas", "Maël", "Malo", "Marius",
        "Milan", "Nathan", "Noé", "Oscar", "Rayan", "Robin", "Tiago")
WOMEN = ("Adeline", "Aurélie", "Bénédicte", "Céline", "Charlotte", "Delphine", "Élodie", "Fanny", "Farida", "Gaëlle",
         "Hélène", "Ilhem", "Jessica", "Julie", "Laetitia", "Laure", "Magali", "Mariama", "Mathilde", "Nadège",
         "Ophélie", "Pauline", "Rachel", "Sabrina", "Sandrine", "Sonia", "Tiphaine", "Virginie")
MEN = ("Alexis", "Antoine", "Benoît", "Bruno", "Cédric", "Damien", "Fabien", "Florian", "Grégory", "Guillaume",
       "Hakim", "Jérôme", "Julien", "Karim", "Laurent", "Ludovic", "Mehdi", "Mickaël", "Nicolas", "Olivier",
       "Paulo", "Quentin", "Romain", "Samuel", "Sylvain", "Thibault", "Tony", "Vincent")
FAMILIES = ("Abadie", "Armand", "Bardet", "Baudin", "Belhadj", "Berthier", "Besson", "Blanchet", "Bonnard", "Bouvier",
            "Brunel", "Camara", "Carrère", "Castel", "Chabert", "Charpentier", "Combes", "Cordier", "Coste", "Da Costa",
            "Delorme", "Demir", "Descamps", "Diarra", "Dufour", "Estève", "Fabre", "Faivre", "Ferrand", "Fournel",
            "Gallois", "Garnier", "Gauthier", "Genin", "Guillot", "Haddad", "Imbert", "Jacquet", "Joubert", "Kaya",
            "Labbé", "Lacombe", "Lebrun", "Lhomme", "Maillard", "Marchal", "Mercier", "Monnet", "Nguyen", "Ollivier",
            "Ouattara", "Pagès", "Payet", "Perrot", "Pichon", "Poncet", "Rey", "Rivière", "Roussel", "Sabatier",
            "Salvador", "Simonet", "Tardy", "Teixeira", "Thibaud", "Valette", "Vasseur", "Verdier", "Vial", "Zidane")
STREETS = ("rue des Tilleuls", "rue du Moulin", "chemin des Lucioles", "place de la Halle", "rue de la Fontaine",
           "montée du Château", "avenue de la Gare", "rue des Écoles", "impasse du Pressoir", "chemin de la Digue",
           "rue Haute", "rue Basse", "allée des Noyers", "route de la Vallée", "rue du Four", "quai de l’Isle")
