namespace Crm.Kernel.Access;

/// <summary>What a role may do with a field beyond what it may do with the record.</summary>
public enum FieldAccess
{
    Hidden,
    Read,
    Write,
}

/// <summary>A field that a role may not see, or not change.</summary>
/// <param name="Object">The kind of record, such as <c>contact</c>.</param>
/// <param name="Field">A member of it, such as <c>phones</c>.</param>
public sealed record FieldRule(string Object, string Field, FieldAccess Access);

/// <summary>On a view: the fields that a rule hides from the caller's role are left out of every answer.</summary>
/// <param name="record">The kind of record, such as <c>contact</c>.</param>
/// <param name="always">Members that every reader needs, so that no rule can be made for them.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HidesFieldsAttribute(string record, params string[] always) : Attribute
{
    public string Object => record;

    public IReadOnlyList<string> Always => always;
}

/// <summary>On what a client may set of a new record: fields that a rule keeps the caller's role from are refused.</summary>
/// <param name="record">The kind of record, such as <c>contact</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SetsFieldsAttribute(string record) : Attribute
{
    public string Object => record;
}
