namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>One call of one life of the program.</summary>
/// <param name="Operation">What is asked.</param>
/// <param name="Name">Of which file or directory.</param>
/// <param name="Number">The number, from 1, among the calls of this life that change something; reads carry the number of the last one.</param>
internal readonly record struct StorageCall(StorageOperation Operation, string Name, int Number);
