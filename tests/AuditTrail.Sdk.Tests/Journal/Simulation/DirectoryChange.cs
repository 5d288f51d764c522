namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A creation, renaming or deletion that only a sync of its directory makes durable.</summary>
/// <param name="Directory">The directory whose sync settles it.</param>
/// <param name="From">The name that goes, or null.</param>
/// <param name="To">The name that comes, or null.</param>
/// <param name="Inode">The file that is meant; null when the change is the creation of directory <paramref name="To"/> itself.</param>
internal sealed record DirectoryChange(string Directory, string? From, string? To, SimulatedInode? Inode);
