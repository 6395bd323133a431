namespace Crm.Kernel;

/// <summary>The system's clock, to the microsecond, which is all that PostgreSQL keeps: a time in a document is the one in its column, and comes back as it was given.</summary>
public sealed class DatabaseTime : TimeProvider
{
    private DatabaseTime()
    {
    }

    public static TimeProvider Clock { get; } = new DatabaseTime();

    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
