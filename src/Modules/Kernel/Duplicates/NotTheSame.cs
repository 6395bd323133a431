using Crm.Kernel.Problems;
using FluentValidation;
using Marten;

namespace Crm.Kernel.Duplicates;

/// <summary>What somebody found not to be the same.</summary>
public sealed record NotTheSame
{
    /// <summary>Two to twenty records: no two of them are the same.</summary>
    public required IReadOnlyList<Guid> Ids { get; init; }

    /// <summary>Remembers it, if all of them are there and within the caller's reach; else the request ends with 404.</summary>
    public async Task RememberAsync<T>(IDocumentSession session, Caller caller, DateTimeOffset now, CancellationToken ct) where T : Resource
    {
        var found = await session.LoadManyAsync<T>(ct, [.. Ids]);
        if (found.Count(r => !r.Deleted) < Ids.Count) throw KernelProblems.NotFound.With();
        DuplicateDismissal.Remember(session, [.. Ids], caller.Actor, now);
    }
}

/// <summary>The rules of what was found not to be the same.</summary>
public sealed class NotTheSameValidator : AbstractValidator<NotTheSame>
{
    public NotTheSameValidator() => RuleFor(n => n.Ids).Must(ids => ids.Count is >= 2 and <= 20 && ids.Distinct().Count() == ids.Count).WithErrorCode("ids.count").WithMessage("Two to twenty records, each once.");
}
