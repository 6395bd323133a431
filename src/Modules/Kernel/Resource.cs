using System.Text.Json.Serialization;
using JasperFx;
using JasperFx.Metadata;

namespace Crm.Kernel;

/// <summary>What every resource of a tenant has: an id, a revision that its entity tag shows, a place in the trash, and who made and changed it.</summary>
public abstract class Resource : IRevisioned, ISoftDeleted
{
    public Guid Id { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset UpdatedAt { get; set; }
    public string UpdatedBy { get; set; } = "";

    [JsonIgnore]
    public int Version { get; set; }

    [JsonIgnore]
    public bool Deleted { get; set; }

    [JsonIgnore]
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Notes who changes it now; the first time, who creates it.</summary>
    public void Touch(string actor, DateTimeOffset now)
    {
        if (Id == default) Id = Guid.CreateVersion7(now);
        if (Version == 0) (CreatedAt, CreatedBy) = (now, actor);
        (UpdatedAt, UpdatedBy) = (now, actor);
    }
}
