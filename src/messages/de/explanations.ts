export const explanations = {
  'attention-see':
    'Wie viel Gewicht jedes Wort des Prompts in dem Moment hat, in dem ein Wort der Antwort gewählt wird: je stärker die Tönung und je dicker die Linie darunter, desto mehr.',
  'attention-matters':
    'Ein Transformer blickt auf jedes Wort zurück. Ein Mamba kann das nicht, doch auch seine Rekurrenz lässt sich als ein solches Gewicht schreiben; so kann man beide nebeneinanderlegen.',
  'attention-not-shown':
    'Warum die Antwort so ausfiel: Gewicht auf einem Wort beweist nicht, dass dieses Wort den Ausschlag gab, und das erste Token nimmt oft auf, was kein anderes braucht. Die Gewichte eines Mamba haben Vorzeichen; gezeichnet ist nur ihr Betrag.',
  'selection-see':
    'Unter jeder Passage des Mamba eine Zeile je Schicht: je dunkler, desto weiter öffnet sich das Tor Δ für dieses Wort. „Übrig“ ist der Anteil dessen, was eine Passage in den Zustand geschrieben hat, der noch nicht abgeklungen ist, wenn die Antwort beginnt.',
  'selection-matters':
    'Ein Zustand von fester Größe muss beim Lesen wählen: Ein weites Tor nimmt ein Wort auf und lässt ältere verblassen, ein geschlossenes geht darüber hinweg.',
  'selection-not-shown':
    'Was in den Zustand geschrieben wurde, und ob die Antwort es von dort lesen konnte; beide Zahlen sind Mittel über viele sehr verschiedene Kanäle.',
  'influence-see':
    'Wie viel weniger wahrscheinlich ein Leser seine eigene Antwort findet, wenn eine Passage fehlt: Balken nach rechts sind Passagen, auf denen die Antwort beruht, Balken nach links Passagen, die ihr im Weg standen.',
  'influence-matters':
    'Es prüft eine Ursache, was Gewichte nicht können: Der Prompt wird ohne die Passage noch einmal gelesen, von beiden Lesern auf dieselbe Weise.',
  'influence-not-shown':
    'Was zwei Passagen gemeinsam tun: Enthalten beide die Antwort, ändert das Weglassen einer davon wenig. Außerdem rücken die Passagen dahinter an andere Stellen.',
  'memory-see':
    'Die Bytes, die jeder Leser beim Lesen und Schreiben von Token zu Token mitführte, im letzten Lauf gemessen und im selben Maßstab gezeichnet.',
  'memory-matters':
    'Der Cache wächst mit jedem Token und muss für jedes weitere durchgesehen werden; der Zustand behält seine Größe, was immer gelesen wurde.',
  'memory-not-shown':
    'Die Gewichte, die beide außerdem haben, und was der Zustand dafür vergessen musste: Der Cache behält jedes Wort.',
} as const;
