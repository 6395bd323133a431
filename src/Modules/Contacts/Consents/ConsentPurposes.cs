using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>What contacts are asked to allow. One document; a company that never changed it has the three of the beginning.</summary>
internal sealed class ConsentPurposes : Resource
{
    public const int Maximum = 50;
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-c0115e117000");

    public List<ConsentPurpose> Purposes { get; set; } = [new(ConsentState.Mail, "Marketing by e-mail"), new("marketingPhone", "Marketing by phone"), new("profiling", "Profiling")];

    public IReadOnlyList<ConsentPurposeView> Views => [.. Purposes.Where(p => !p.Removed).Select(p => new ConsentPurposeView(p.Key, p.Label, p.Description))];

    public static async Task<ConsentPurposes> LoadAsync(IQuerySession session, CancellationToken ct) => await session.LoadAsync<ConsentPurposes>(OnlyId, ct) ?? new() { Id = OnlyId };

    public ConsentPurposeView View(string key) => Views.FirstOrDefault(p => p.Key == key) ?? throw KernelProblems.NotFound.With();

    /// <summary>Whether something can be said of the purpose: what is out of use can still be taken back.</summary>
    public bool Takes(string key, ConsentStatus status) => Purposes.Exists(p => p.Key == key && (!p.Removed || status is ConsentStatus.Withdrawn));

    public void Add(ConsentPurpose purpose)
    {
        if (Purposes.Exists(p => p.Key == purpose.Key)) throw ConsentProblems.PurposeKeyTaken.With(pointer: "/key");
        if (Purposes.Count >= Maximum) throw ConsentProblems.TooManyPurposes.With();
        Purposes.Add(purpose);
    }

    public void Change(string key, Func<ConsentPurpose, ConsentPurpose> change) => Purposes = [.. Purposes.Select(p => p.Key == key ? change(p) : p)];

    /// <returns>The version it has then.</returns>
    public int Save(IDocumentSession session, string actor, DateTimeOffset now)
    {
        Touch(actor, now);
        if (Version == 0) session.Insert(this);
        else session.UpdateRevision(this, Version + 1);
        return Version + 1;
    }
}

/// <summary>A purpose. Its key never changes and is never used again, so that old entries stay readable.</summary>
internal sealed record ConsentPurpose(string Key, string Label, string? Description = null, bool Removed = false);

/// <summary>A purpose that contacts are asked for, as the API shows it.</summary>
/// <param name="Key">What entries name it by; never changes.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">What it means.</param>
internal sealed record ConsentPurposeView(string Key, string Label, string? Description);

/// <summary>What can be changed about a purpose.</summary>
internal sealed record ConsentPurposeFields
{
    public required string Label { get; init; }

    /// <summary>What it means.</summary>
    public string? Description { get; init; }
}

internal sealed class ConsentPurposeFieldsValidator : AbstractValidator<ConsentPurposeFields>
{
    public static ConsentPurposeFieldsValidator Instance { get; } = new();

    public ConsentPurposeFieldsValidator()
    {
        RuleFor(p => p.Label).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(p => p.Description).MaximumLength(2000);
    }
}
