using JasperFx;

namespace Crm.Tests.Kernel.ChangeLog;

/// <summary>As most documents are: with a revision and a trash.</summary>
public sealed record Person : IRevisioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public string Name { get; init; } = "";
    public string? Email { get; init; }
    public int Version { get; set; }
}

/// <summary>Neither revision nor trash.</summary>
public sealed record Tag(Guid Id, string Name);

/// <summary>Not logged.</summary>
public sealed record Scratch(Guid Id);
