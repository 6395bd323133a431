using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Views;

/// <summary>The views that the caller can look through.</summary>
public sealed class SavedViews(IDocumentSession session, IMemberDirectory members, Caller caller)
{
    private IReadOnlyCollection<Guid>? teams;

    /// <summary>A view to be looked through; else the request ends with 422.</summary>
    /// <param name="pointer">Where in the request it is named.</param>
    internal async Task<SavedView> OpenAsync(Guid id, string @object, string pointer, CancellationToken ct) =>
        await session.LoadAsync<SavedView>(id, ct) is { Deleted: false } view && view.Object == @object && await SeesAsync(view, ct) ? view : throw ViewProblems.Unknown.With(pointer: pointer);

    /// <summary>The view itself; else the request ends with 404.</summary>
    internal async Task<SavedView> GetAsync(Guid id, CancellationToken ct) => await SeenAsync(await session.LiveAsync<SavedView>(id, ct), ct);

    /// <summary>The view, if it lies in the trash; else the request ends with 404.</summary>
    internal async Task<SavedView> GetTrashedAsync(Guid id, CancellationToken ct) => await SeenAsync(await session.TrashedAsync<SavedView>(id, ct), ct);

    /// <summary>Ends the request with 403 unless the caller may change the view: their own personal one, or others' with the right to share.</summary>
    internal void CheckWritable(SavedView view)
    {
        if (!IsWritable(view)) throw KernelProblems.Forbidden.With($"This needs `{ViewPermissions.Share}`.");
    }

    internal bool IsWritable(SavedView view) =>
        (view.AccountId == caller.AccountId && view.Visibility is ViewVisibility.Personal) || Rights.Current?.Permissions.ContainsKey(ViewPermissions.Share) is true;

    /// <summary>The condition on rows <c>d</c> that the caller sees the view.</summary>
    internal async Task<Condition> SeenAsync(CancellationToken ct) => new(
        "(d.account_id = ? or d.data ->> 'visibility' = 'Shared' or (d.data ->> 'visibility' = 'Team' and (d.data ->> 'teamId')::uuid = any(?::uuid[])))", caller.AccountId, (await TeamsAsync(ct)).ToArray());

    internal async Task<bool> HasRoomAsync(CancellationToken ct) =>
        await session.Query<SavedView>().CountAsync(v => v.AccountId == caller.AccountId, ct) < SavedView.MostPerAccount;

    private async Task<SavedView> SeenAsync(SavedView view, CancellationToken ct) => await SeesAsync(view, ct) ? view : throw KernelProblems.NotFound.With();

    private async Task<bool> SeesAsync(SavedView view, CancellationToken ct) =>
        view.IsSeenBy(caller.AccountId, view is { Visibility: ViewVisibility.Team, TeamId: { } team } && await IsMemberAsync(team, ct) ? [team] : []);

    private async Task<bool> IsMemberAsync(Guid team, CancellationToken ct) => (await members.TeamAsync(team, ct))?.Contains(caller.AccountId) is true;

    // Only teams that have views are asked about, of what the node remembers.
    private async Task<IReadOnlyCollection<Guid>> TeamsAsync(CancellationToken ct)
    {
        if (teams is not null) return teams;
        var named = await session.Query<SavedView>().Where(v => v.Visibility == ViewVisibility.Team && v.TeamId != null).Select(v => v.TeamId!.Value).Distinct().ToListAsync(ct);
        var own = new List<Guid>();
        foreach (var team in named)
            if (await IsMemberAsync(team, ct)) own.Add(team);
        return teams = own;
    }
}
