using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Sessions;
using Crm.Kernel.Control;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sso;

/// <summary>By which connection a session came, and when the provider saw its owner prove who they are.</summary>
internal sealed record SsoEntry(Guid ConnectionId, DateTimeOffset AuthenticatedAt);

/// <summary>Opens the session of whoever the provider vouches for, in the scope's control transaction.</summary>
internal sealed class SsoEntrance(ControlSession control, SsoAdmission admission, Memberships memberships, SecondFactor factor, MfaChallenges challenges, LoginSessions sessions, Reception reception, AccessJournal journal)
{
    public async Task<LogInAnswer> EnterAsync(HttpContext http, SsoConnection connection, ExternalPerson person, CancellationToken ct)
    {
        // Held until the session is there: whoever removes the connection ends it too.
        if (await control.FirstAsync<Guid?>("select id from identity.sso_connections where id = @Id and status = 'active' for share", new { connection.Id }, ct) is null) throw SsoProblems.NotOffered.With();
        var account = await admission.AdmitAsync(connection, person, ct);
        var entered = Memberships.Choose(await memberships.OfAsync(account.Id, ct), connection.TenantId.ToString(), null) ?? throw SsoProblems.NotOffered.With();
        var entry = new SsoEntry(connection.Id, person.AuthenticatedAt);
        if ((await SecurityPolicy.OfAsync(control, connection.TenantId, ct)).MfaRequired && !person.IsStrong)
            return await factor.IsOnAsync(account.Id, ct) ? LogInAnswer.Challenge(await challenges.OpenAsync(account.Id, connection.TenantId, ct, entry), enrol: false) : throw SsoProblems.MfaMissing.With();

        await journal.NoteAsync("loggedInBySso", account.Id, connection.TenantId, byOwner: true, ct);
        var opened = await sessions.OpenAsync(account.Id, connection.TenantId, person.SessionMethods, Client.UserAgent(http), Client.Address(http), ct, entry);
        return LogInAnswer.Of(await reception.AnswerAsync(http, account, opened, entered, [entered], ct));
    }
}
