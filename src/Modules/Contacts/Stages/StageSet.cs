using JasperFx;

namespace Crm.Contacts.Stages;

/// <summary>The stages of a company, in order. One document, so that their order and the rules over all of them change as one.</summary>
internal sealed class StageSet : IRevisioned
{
    public const string OnlyId = "contact-stages";

    public string Id { get; set; } = OnlyId;
    public List<Stage> Stages { get; set; } = [];
    public int Version { get; set; }

    public static StageSet OfANewTenant() => new()
    {
        Stages =
        [
            new("lead", "Lead", StageCategory.Open),
            new("notAnswered", "Not answered", StageCategory.Ongoing),
            new("answered", "Answered", StageCategory.Ongoing),
            new("qualified", "Qualified", StageCategory.Ongoing),
            new("customer", "Customer", StageCategory.Won),
            new("lost", "Lost", StageCategory.Lost),
        ],
    };

    /// <summary>The key, if contacts may be put into this stage; the first stage for null.</summary>
    public string Settle(string? key, string pointer = "/stage") =>
        (key is null ? Stages.Find(s => !s.Removed) : Stages.Find(s => s.Key == key && !s.Removed))?.Key
        ?? throw ContactProblems.StageUnknown.With($"There is no stage `{key}`.", pointer);
}

/// <summary>A stage. Its key never changes and is never used again, so that history stays readable: a removed stage stays in the set.</summary>
internal sealed record Stage(string Key, string Label, StageCategory Category, bool Removed = false);

/// <summary>What a stage means for the relation.</summary>
internal enum StageCategory
{
    Open,
    Ongoing,
    Won,
    Lost,
}
