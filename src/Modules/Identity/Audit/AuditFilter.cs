using Crm.Kernel.ChangeLog.Sealing;
using Dapper;

namespace Crm.Identity.Audit;

/// <summary>Which entries are wanted, and from which place on.</summary>
internal sealed record AuditFilter
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public Guid? Actor { get; init; }
    public ActorKind? ActorKind { get; init; }
    public string? Action { get; init; }
    public string? Object { get; init; }
    public string? ObjectId { get; init; }
    public bool Descending { get; init; } = true;

    /// <summary>The entries of one source beyond the place, as a where clause and its values. What a client sent is only ever among the values.</summary>
    public (string Where, DynamicParameters Values) In(LogSource source, Guid tenant, AuditPlace? place)
    {
        var (where, values) = (new List<string> { "true" }, new DynamicParameters());
        void Add(string condition, string name, object? value)
        {
            if (value is null) return;
            where.Add(condition);
            values.Add(name, value);
        }

        values.Add("tenant", tenant);
        if (source is LogSource.Access) where.Add("c.tenant_id = @tenant");
        Add("c.at >= @from", "from", From?.ToUniversalTime());
        Add("c.at < @to", "to", To?.ToUniversalTime());
        Add("split_part(c.actor, ':', 2) = @actor", "actor", Actor?.ToString());
        Add("lower(split_part(c.actor, ':', 1)) = @kind", "kind", ActorKind?.ToString().ToLowerInvariant());
        Add("c.action = @action", "action", Action);
        Add("lower(c.object) = lower(@object)", "object", Object);
        Add("c.object_id = @objectId", "objectId", ObjectId);
        Add("c.id = @number", "number", place?.Only);
        if (place is { Only: null })
        {
            Add(Beyond(source, place), "at", place.At);
            values.Add("id", place.Number);
        }
        return (string.Join(" and ", where), values);
    }

    /// <summary>The order is by moment, then source, then number; of each source the query sees only its own rows.</summary>
    private string Beyond(LogSource source, AuditPlace place)
    {
        var beyond = Descending ? "<" : ">";
        var rank = Descending ? place.Source.CompareTo(source) : source.CompareTo(place.Source);
        return rank == 0 ? $"(c.at, c.id) {beyond} (@at, @id)" : rank > 0 ? $"c.at {beyond}= @at" : $"c.at {beyond} @at";
    }
}

/// <summary>After an entry; or, if <c>Only</c> is set, at the one entry of that number.</summary>
internal sealed record AuditPlace(DateTimeOffset At, LogSource Source, long Number, long? Only = null);
