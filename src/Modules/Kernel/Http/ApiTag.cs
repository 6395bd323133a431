namespace Crm.Kernel.Http;

/// <summary>Registered by a module: the heading under which the documentation lists some of its endpoints.</summary>
/// <param name="Name">As the endpoints name it.</param>
/// <param name="Description">One sentence for the reader of the documentation.</param>
public sealed record ApiTag(string Name, string Description);
