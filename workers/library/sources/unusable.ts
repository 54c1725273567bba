/** One document cannot be used, others can. The message is for people and follows its path: 'larger than 64 MB'. */
export class Unusable extends Error {}
