namespace AuditTrail.Events;

/// <summary>What an <see cref="AuditValue"/> holds.</summary>
internal enum AuditValueKind : byte
{
    Null,
    Text,
    Integer,
    Unsigned,
    Real,
    Decimal,
    Boolean,
    Time,
    DateTime,
    Date,
    Id,

    /// <summary>From here on values have parts.</summary>
    Composite,
    Element = Composite,
    Node,
    Fragment,
    Values,
    Texts,
    ArrayAction,
    ObjectAction,
}
