using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>Takes a member of what is recorded.</summary>
internal delegate void AddMember(string name, AuditValue value);
