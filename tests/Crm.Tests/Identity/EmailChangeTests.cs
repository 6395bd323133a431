using System.Net;
using System.Text.RegularExpressions;
using Crm.Identity.EmailChanges;
using Crm.Identity.Tokens;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class EmailChangeTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private static int count;
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_confirmed_address_is_the_one_to_log_in_with_everywhere()
    {
        var member = await own.Company.JoinAsync("member");
        var other = await client.LogInAsync(member.Email, Company.Password);
        (await client.PatchAsync("/api/v1/me", new { locale = "de" }, member.AccessToken)).Status.ShouldBe(HttpStatusCode.OK); // so that the company keeps a copy
        var reset = await ResetTokenAsync(member.Email);
        var address = Address();
        var asked = await AskAsync(member, address);
        (asked.Status, asked["email"]).ShouldBe((HttpStatusCode.Accepted, address));
        ((string?)(await client.GetAsync("/api/v1/me", member.AccessToken)).Json["pendingEmail"]).ShouldBe(address);

        var token = await host.Mail.TokenAsync(address, "/confirm-email");
        (await ConfirmAsync(token))["email"].ShouldBe(address);
        (await ConfirmAsync(token)).Code.ShouldBe("account.emailChangeInvalid");

        (await client.LogInAsync(member.Email, Company.Password)).Code.ShouldBe("auth.invalidCredentials");
        (await client.LogInAsync(address, Company.Password)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.RefreshAsync(other["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.RefreshAsync(member.RefreshToken)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/api/v1/auth/password-resets/completion", new { token = reset, password = "a wholly new passphrase" })).Code.ShouldBe("auth.resetTokenInvalid");
        await Eventually.EqualsAsync(address, async () => (string?)(await client.GetAsync("/api/v1/me", member.AccessToken)).Json["account"]!["email"], TimeSpan.FromSeconds(10), "the company's copy follows");
        (await client.GetAsync("/api/v1/me", member.AccessToken)).Json["pendingEmail"].ShouldBeNull();
        (await ActionsAsync(member)).ShouldBe(["emailChangeRequested", "emailChanged"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_answer_does_not_tell_whether_the_address_is_taken_and_its_owner_is_told()
    {
        var (member, owner) = (await own.Company.JoinAsync("member"), await own.Company.JoinAsync("member"));
        var (free, taken) = (await AskAsync(member, Address()), await AskAsync(member, owner.Email));
        (free.Status, taken.Status).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        Shape(free).ShouldBe(Shape(taken));
        ((string?)(await client.GetAsync("/api/v1/me", member.AccessToken)).Json["pendingEmail"]).ShouldBe(owner.Email);
        (await host.Mail.NewestAsync(owner.Email, "has an account already")).ShouldNotContain("token=");
    }

    [Fact]
    public async Task Of_two_accounts_that_want_an_address_one_gets_it()
    {
        var (one, two, address) = (await own.Company.JoinAsync("member"), await own.Company.JoinAsync("member"), Address());
        await AskAsync(one, address);
        var first = await host.Mail.TokenAsync(address, "/confirm-email");
        await AskAsync(two, address);
        var second = await OtherTokenAsync(address, "/confirm-email", first);
        var answers = await Task.WhenAll(ConfirmAsync(first), ConfirmAsync(second));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Single(a => a.Status != HttpStatusCode.OK).Code.ShouldBe("account.emailTaken");
    }

    [Fact]
    public async Task The_newest_link_wins_and_a_cancelled_or_late_one_is_void()
    {
        var (member, address) = (await own.Company.JoinAsync("member"), Address());
        await AskAsync(member, address);
        var first = await host.Mail.TokenAsync(address, "/confirm-email");
        await AskAsync(member, address);
        var second = await OtherTokenAsync(address, "/confirm-email", first);
        (await ConfirmAsync(first)).Code.ShouldBe("account.emailChangeInvalid");

        await PassAsync(second, EmailChange.Life);
        (await ConfirmAsync(second)).Code.ShouldBe("account.emailChangeInvalid");
        var third = Address();
        await AskAsync(member, third);
        var token = await host.Mail.TokenAsync(third, "/confirm-email");
        (await Answer.OfAsync(client, HttpMethod.Delete, "/api/v1/me/email-changes/current", null, member.AccessToken)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await ConfirmAsync(token)).Code.ShouldBe("account.emailChangeInvalid");
        (await client.GetAsync("/api/v1/me", member.AccessToken)).Json["pendingEmail"].ShouldBeNull();
    }

    [Theory]
    [InlineData("a new password by mail")]
    [InlineData("a new password")]
    [InlineData("every other session ended")]
    [InlineData("that session ended")]
    public async Task What_a_stolen_password_asked_for_ends_with(string answer)
    {
        var (member, address) = (await own.Company.JoinAsync("member"), Address());
        var thief = await client.LogInAsync(member.Email, Company.Password);
        (await client.PostAsync("/api/v1/me/email-changes", new { email = address }, thief["accessToken"])).Status.ShouldBe(HttpStatusCode.Accepted);
        var token = await host.Mail.TokenAsync(address, "/confirm-email");
        var done = answer switch
        {
            "a new password by mail" => await client.PostAsync("/api/v1/auth/password-resets/completion", new { token = await ResetTokenAsync(member.Email), password = "a wholly new passphrase" }),
            "a new password" => await Answer.OfAsync(client, HttpMethod.Put, "/api/v1/me/password", new { currentPassword = Company.Password, newPassword = "a wholly new passphrase" }, member.AccessToken),
            "every other session ended" => await Answer.OfAsync(client, HttpMethod.Delete, "/api/v1/me/sessions", null, member.AccessToken),
            _ => await Answer.OfAsync(client, HttpMethod.Delete, $"/api/v1/me/sessions/{await SessionAsync(thief["accessToken"]!)}", null, member.AccessToken),
        };
        done.Status.ShouldBe(HttpStatusCode.NoContent, done.Text);
        (await ConfirmAsync(token)).Code.ShouldBe("account.emailChangeInvalid");
        (await client.LogInAsync(address, Company.Password)).Code.ShouldBe("auth.invalidCredentials");
    }

    [Fact]
    public async Task The_old_address_takes_the_account_back_whatever_happened_since()
    {
        var (member, thiefs, another) = (await own.Company.JoinAsync("admin"), Address(), Address());
        var early = await client.PostAsync("/api/v1/api-keys", new { name = "made first", permissions = new[] { new { permission = "contacts.read" } } }, member.AccessToken);
        early.Status.ShouldBe(HttpStatusCode.Created, early.Text);
        await ChangeAsync(member, thiefs);
        var undo = await host.Mail.TokenAsync(member.Email, "/undo-email-change");
        var thief = await client.LogInAsync(thiefs, Company.Password);
        var key = await client.PostAsync("/api/v1/api-keys", new { name = "back door", permissions = new[] { new { permission = "contacts.read" } } }, thief["accessToken"]);
        key.Status.ShouldBe(HttpStatusCode.Created, key.Text);
        (await client.PostAsync("/api/v1/me/email-changes", new { email = another }, thief["accessToken"])).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ConfirmAsync(await host.Mail.TokenAsync(another, "/confirm-email"))).Status.ShouldBe(HttpStatusCode.OK);
        var thiefsUndo = await host.Mail.TokenAsync(thiefs, "/undo-email-change");

        (await UndoAsync(undo))["email"].ShouldBe(member.Email);
        (await UndoAsync(undo)).Code.ShouldBe("account.emailChangeInvalid");
        (await UndoAsync(thiefsUndo)).Code.ShouldBe("account.emailChangeInvalid");
        (await client.RefreshAsync(thief["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.LogInAsync(member.Email, Company.Password)).Code.ShouldBe("auth.invalidCredentials");
        foreach (var opened in new[] { key, early })
            await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await client.GetAsync("/api/v1/contacts", opened["key"])).Status, TimeSpan.FromSeconds(5), "the key is revoked");

        var reset = await host.Mail.TokenAsync(member.Email, "/reset-password");
        (await client.PostAsync("/api/v1/auth/password-resets/completion", new { token = reset, password = "a wholly new passphrase" })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.LogInAsync(member.Email, "a wholly new passphrase")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_seven_days_it_is_too_late_to_undo()
    {
        var member = await own.Company.JoinAsync("member");
        await ChangeAsync(member, Address());
        var undo = await host.Mail.TokenAsync(member.Email, "/undo-email-change");
        await PassAsync(undo, EmailChange.Undoable);
        (await UndoAsync(undo)).Code.ShouldBe("account.emailChangeInvalid");
    }

    [Fact]
    public async Task Asks_for_a_recent_login_by_password_and_for_another_address()
    {
        var member = await own.Company.JoinAsync("member");
        (await AskAsync(member, member.Email.ToUpperInvariant())).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.sessions set amr = '{sso}' where account_id = @AccountId", new { member.AccountId });
        var foreign = (await client.RefreshAsync(member.RefreshToken))["accessToken"];
        (await client.PostAsync("/api/v1/me/email-changes", new { email = Address() }, foreign)).Code.ShouldBe("auth.passwordSessionRequired");
        await control.ExecuteAsync("update identity.sessions set created_at = created_at - interval '6 minutes' where account_id = @AccountId", new { member.AccountId });
        var stale = (await client.RefreshAsync(member.RefreshToken))["accessToken"];
        (await client.PostAsync("/api/v1/me/email-changes", new { email = Address() }, stale)).Code.ShouldBe("auth.stepUpRequired");
    }

    [Fact]
    public async Task Links_do_not_follow_the_host_header_and_tokens_are_stored_hashed()
    {
        var (member, address) = (await own.Company.JoinAsync("member"), Address());
        await client.PostAsync("/api/v1/me/email-changes", new { email = address }, member.AccessToken, ("Host", "evil.example"));
        var mail = await host.Mail.NewestAsync(address, "/confirm-email");
        mail.ShouldNotContain("evil.example");
        mail.ShouldContain($"{host.Settings.WebUrl}confirm-email?token=");
        await using var control = await host.AdministratorAsync();
        var rows = await control.QueryAsync<string>("select row_to_json(c)::text from identity.email_changes c where account_id = @AccountId", new { member.AccountId });
        rows.ShouldAllBe(row => !row.Contains(Regex.Match(mail, "token=([A-Za-z0-9_-]+)").Groups[1].Value));
    }

    private static string Address() => $"new-{Interlocked.Increment(ref count)}-{Guid.CreateVersion7():n}@moved.example";

    private static string Shape(Answer answer) => string.Join(',', answer.Json.AsObject().Select(m => m.Key));

    private Task<Answer> AskAsync(Person person, string email) => client.PostAsync("/api/v1/me/email-changes", new { email }, person.AccessToken);

    private Task<Answer> ConfirmAsync(string token) => client.PostAsync("/api/v1/public/email-changes/confirmation", new { token });

    private Task<Answer> UndoAsync(string token) => client.PostAsync("/api/v1/public/email-changes/undo", new { token });

    private async Task ChangeAsync(Person person, string address)
    {
        (await AskAsync(person, address)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ConfirmAsync(await host.Mail.TokenAsync(address, "/confirm-email"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> ResetTokenAsync(string email)
    {
        await client.PostAsync("/api/v1/auth/password-resets", new { email });
        return await host.Mail.TokenAsync(email, "/reset-password");
    }

    private async Task<string> OtherTokenAsync(string address, string path, string than)
    {
        var token = than;
        await Eventually.HoldsAsync(async () => (token = await host.Mail.TokenAsync(address, path)) != than, TimeSpan.FromSeconds(20), "a second mail");
        return token;
    }

    /// <summary>Time goes by for what the token opens.</summary>
    private async Task PassAsync(string token, TimeSpan time)
    {
        await using var control = await host.AdministratorAsync();
        (await control.ExecuteAsync("update identity.email_changes set expires_at = expires_at - @time, undo_until = undo_until - @time where hash = @hash or undo_hash = @hash",
            new { time, hash = OpaqueToken.Hash(token) })).ShouldBe(1);
    }

    private async Task<string> SessionAsync(string token) =>
        (string)(await client.GetAsync("/api/v1/me/sessions", token)).Json["data"]!.AsArray().Single(s => (bool)s!["current"]!)!["id"]!;

    private async Task<IEnumerable<string>> ActionsAsync(Person person)
    {
        await using var control = await host.AdministratorAsync();
        return await control.QueryAsync<string>("select action from kernel.changes where object = 'account' and object_id = @id and action like 'email%'", new { id = person.AccountId.ToString() });
    }
}
