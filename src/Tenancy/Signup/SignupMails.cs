using Crm.Kernel.Control;

namespace Crm.Tenancy.Signup;

/// <summary>What signup writes to people.</summary>
internal static class SignupMails
{
    private const int UnansweredPerHour = 3;

    /// <summary>Not to somebody who was written to three times within the hour and confirmed none: nobody's mailbox is filled by strangers. Called after the signup is stored.</summary>
    public static Task<bool> MayGoToAsync(ControlSession control, string email, DateTimeOffset now, CancellationToken ct) => control.FirstAsync<bool>(
        "select count(*) <= @UnansweredPerHour from catalog.signups where lower(email) = lower(@email) and created_at > @since and verified_at is null",
        new { email = email.Trim(), since = now.AddHours(-1), UnansweredPerHour }, ct);

    public static (string Subject, string Text) Verify(string name, string organization, Uri link, bool known) => (
        $"Confirm your address for {organization}",
        $"""
        Hello {name},

        somebody, hopefully you, signed {organization} up for Crm with this address.
        {(known ? "You already have an account: the company will be added to it, and your password stays as it is." : "Open this link to confirm the address and set the company up:")}

        {link.AbsoluteUri}

        The link works for 24 hours. If this was not you, ignore this mail: nothing will happen.
        """);

    public static (string Subject, string Text) Welcome(string name, string organization, string slug, Uri login) => (
        $"{organization} is ready",
        $"""
        Hello {name},

        {organization} now has a place of its own. Log in at

        {login}

        with your address and your password. Your company's name there is {slug}.
        """);
}
