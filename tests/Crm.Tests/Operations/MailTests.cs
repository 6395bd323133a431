using Crm.Contracts.Mail;
using Crm.Host;
using Crm.Kernel;
using Crm.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using MimeKit;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public sealed class MailTests : IDisposable
{
    private const string Link = "http://localhost:5080/verify?signup=01a204c2-b109-728f-b08f-8e9b666ea407&token=abcDEF_-0123456789abcDEF_-0123456789abcDEF_-0123456789abcDEF_-0123456789";
    private readonly string local = Directory.CreateTempSubdirectory("crm-mail-").FullName;
    private readonly Mails mails = new(new Secrets(new EphemeralDataProtectionProvider()));
    private readonly FakeClock clock = new();

    public void Dispose() => Directory.Delete(local, recursive: true);

    [Fact]
    public async Task Without_a_server_mail_becomes_a_file_that_can_be_searched()
    {
        await SendAsync(Mail("Žofie: confirm your address"));

        var file = Directory.GetFiles(Path.Combine(local, "mail")).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldStartWith("20260301T120000000Z-ada@example.com-");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        text.Split('\n').ShouldContain(Link);
        text.ShouldContain("Zdraví Žofie");
        MimeMessage.Load(file, TestContext.Current.CancellationToken).Subject.ShouldBe("Žofie: confirm your address");
    }

    [Fact]
    public async Task A_repetition_leaves_one_file_and_a_newer_mail_sorts_last()
    {
        var first = Mail("First");
        await SendAsync(first);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await SendAsync(first);
        await SendAsync(Mail("Second"));
        Directory.GetFiles(Path.Combine(local, "mail")).Order().Select(f => Path.GetFileName(f).Split('-')[2]).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task The_text_travels_sealed() => (await Task.FromResult(Mail("x"))).ProtectedText.ShouldNotContain("token=");

    [Fact]
    public async Task A_configured_server_gets_it_and_no_file_is_left()
    {
        await using var sink = new SmtpSink();
        var mail = Mail("Žofie");
        await SendAsync(mail, sink.Address);

        sink.Received.TryDequeue(out var received).ShouldBeTrue();
        (received!.To.ToString(), received.Subject, received.MessageId).ShouldBe(("ada@example.com", "Žofie", $"{mail.EventId:n}@localhost"));
        received.TextBody.ShouldNotBeNull().ShouldContain(Link);
        Directory.Exists(Path.Combine(local, "mail")).ShouldBeFalse();
    }

    private MailRequested Mail(string subject) => mails.Compose("ada@example.com", subject, $"Zdraví Žofie\n\n{Link}\n");

    private Task SendAsync(MailRequested mail, Uri? smtp = null) =>
        MailRequestedHandler.Handle(mail, mails, Crm.Tests.Kernel.SecretsTests.Settings with { Local = local, Smtp = smtp }, clock, TestContext.Current.CancellationToken);
}
