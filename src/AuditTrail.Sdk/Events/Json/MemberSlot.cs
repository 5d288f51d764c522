namespace AuditTrail.Events.Json;

/// <summary>One member of an object as it was read.</summary>
/// <param name="Field">The known field's place in its shape, or -1 for an unknown member.</param>
/// <param name="Name">An unknown member's name.</param>
/// <param name="Text">An unknown member's value; for a known one the spelling of a number or a time that its value does not keep.</param>
/// <param name="WasNull">A known member was there, with the value null.</param>
internal readonly record struct MemberSlot(int Field, string? Name, JsonFragment? Text, bool WasNull);
