using Crm.Contracts.Mail;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tenancy.Signup;

namespace Crm.Tenancy.Provisioning;

/// <summary>Ends the signup and says so by mail.</summary>
internal sealed class WelcomeStep(ControlSession control, Secrets secrets, CrmSettings settings) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        await control.ExecuteAsync("update catalog.signups set status = 'ready' where id = @Id", new { signup.Id }, ct);
        var mail = SignupMails.Welcome(signup.FullName, signup.Organization, signup.Slug, settings.WebLink("login"));
        // The tenant's id, so that a mail sent twice is recognised.
        await control.PublishAsync(new MailRequested(signup.TenantId, signup.Email, mail.Subject, secrets.Seal(MailSecret.Purpose, mail.Text)), ct);
    }
}
