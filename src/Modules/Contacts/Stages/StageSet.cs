using Crm.Kernel;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Contacts.Stages;

/// <summary>The stages of a company, in order. One document, so that their order and the rules over all of them change as one.</summary>
internal sealed class StageSet : Resource
{
    public const int Maximum = 100;
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-c0417ac75a6e");

    /// <summary>A lock that writers of contacts share, and that a plain change of the set does not wait for.</summary>
    public const string Held = "where id = ? for key share";

    public List<Stage> Stages { get; set; } = [];

    public IReadOnlyList<StageView> Views => [.. Stages.Where(s => !s.Removed).Select((s, i) => new StageView(s.Key, s.Label, s.Category, i))];

    public static async Task<StageSet> LoadAsync(IQuerySession session, CancellationToken ct) =>
        await session.LoadAsync<StageSet>(OnlyId, ct) ?? throw Missing();

    /// <summary>The stages, none of which is removed until this transaction has ended: a contact never ends up in one that is gone.</summary>
    public static Task<StageSet> HoldAsync(IDocumentSession session, CancellationToken ct) => LockAsync(session, Held, ct);

    /// <summary>The stages, once every contact on its way into one of them has arrived.</summary>
    public static Task<StageSet> HoldToRemoveAsync(IDocumentSession session, CancellationToken ct) => LockAsync(session, "where id = ? for update", ct);

    public static Exception Missing() => new InvalidOperationException("A tenant has its stages from the first day.");

    private static async Task<StageSet> LockAsync(IDocumentSession session, string how, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        return (await session.QueryAsync<StageSet>(how, ct, OnlyId)).SingleOrDefault() ?? throw Missing();
    }

    public static StageSet OfANewTenant() => new()
    {
        Id = OnlyId,
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

    public StageView View(string key) => Views.FirstOrDefault(s => s.Key == key) ?? throw KernelProblems.NotFound.With();

    /// <summary>The key, if contacts may be put into this stage; the first stage for null.</summary>
    public string Settle(string? key) =>
        Views.FirstOrDefault(s => key is null || s.Key == key)?.Key ?? throw ContactProblems.StageUnknown.With($"There is no stage `{key}`.", "/stage");

    public void Add(Stage stage, int? position)
    {
        if (Stages.Exists(s => s.Key == stage.Key)) throw ContactProblems.StageKeyTaken.With(pointer: "/key");
        if (Stages.Count >= Maximum) throw ContactProblems.TooManyStages.With();
        Place(stage, position ?? Views.Count);
    }

    public void Change(string key, StageFields fields)
    {
        var stage = Stages.Single(s => s.Key == key);
        Stages.Remove(stage);
        Place(stage with { Label = fields.Label.Trim(), Category = fields.Category }, fields.Position);
    }

    public void Remove(string key)
    {
        if (Views.Count == 1) throw ContactProblems.LastStage.With();
        Stages = [.. Stages.Select(s => s.Key == key ? s with { Removed = true } : s).OrderBy(s => s.Removed)];
    }

    private void Place(Stage stage, int position) => Stages.Insert(Math.Clamp(position, 0, Stages.Count(s => !s.Removed)), stage);
}

/// <summary>A stage. Its key never changes and is never used again, so that history stays readable: a removed stage stays, at the end of the set.</summary>
internal sealed record Stage(string Key, string Label, StageCategory Category, bool Removed = false);

/// <summary>What a stage means for the relation.</summary>
internal enum StageCategory
{
    Open,
    Ongoing,
    Won,
    Lost,
}
