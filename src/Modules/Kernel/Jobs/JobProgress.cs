using System.Text.Json.Serialization;
using Crm.Kernel.ChangeLog;
using JasperFx;

namespace Crm.Kernel.Jobs;

/// <summary>Where a job stands that has not ended: written with every step, gone with the last. Its id is the job's.</summary>
[NotLogged("It changes with every step; what came of it stands in the job.")]
public sealed class JobProgress : IRevisioned
{
    public Guid Id { get; set; }

    /// <summary>The step that comes next.</summary>
    public int Step { get; set; }

    public long? Total { get; set; }
    public long Done { get; set; }
    public long FailedRows { get; set; }

    /// <summary>From where the next step goes on, in the kind's own words.</summary>
    public string? Position { get; set; }

    /// <summary>Messages that go out with the step's commit.</summary>
    [JsonIgnore]
    public List<object> Told { get; } = [];

    [JsonIgnore]
    public int Version { get; set; }
}
