using Crm.Tenancy.Catalog;

namespace Crm.Tenancy.Awake;

/// <summary>Every ten minutes: a few sleepers are looked at, so that nothing waits for ever, whatever happened.</summary>
public sealed record SweepSleepers;

public static class SweepSleepersHandler
{
    public static Task Handle(SweepSleepers _, WakeBook book) => book.SweepAsync();
}
