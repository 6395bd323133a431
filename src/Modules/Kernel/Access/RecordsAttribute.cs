namespace Crm.Kernel.Access;

/// <summary>On a document that people look after: who may see and change one depends on who owns it.</summary>
/// <param name="collection">The resource's name in permissions: <c>contacts</c> of <c>contacts.read</c> and <c>contacts.write</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RecordsAttribute(string collection) : Attribute
{
    public string Collection => collection;

    public string Read => $"{collection}.read";

    public string Write => $"{collection}.write";
}

/// <summary>A resource with an owner; a <see cref="RecordsAttribute"/> says which permissions open it. Its owner is duplicated into the column <c>owner_id</c>.</summary>
public abstract class OwnedResource : Resource
{
    public Guid? OwnerId { get; set; }
}
