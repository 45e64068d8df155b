export type ProviderId = 'breeze' | 'smallest';
