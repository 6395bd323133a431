// A signup and a contact's life through the client, against a running host: Tour <url> <folder of its mails>
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Client;

var (url, mails) = (args[0], args[1]);
using var http = new HttpClient { BaseAddress = new Uri(url) };
var api = new CrmClient(http);
var slug = $"cs{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";
var (email, password) = ($"ada@{slug}.example", "a long enough secret");

// A company signs up.
var signup = await api.SignUpAsync(new() { Organization = "Tour Ltd", Slug = slug, FullName = "Ada Lovelace", Email = email, Password = password });
var id = signup.Result.Id;
Same(signup.Location, $"/api/v1/signups/{id}");
var token = await Eventually("The mail", async () => Directory.GetFiles(mails, $"*{slug}*.eml") is [var mail, ..]
    ? Regex.Match(await File.ReadAllTextAsync(mail), "token=([A-Za-z0-9_-]+)").Groups[1].Value : null);
await api.VerifySignupAsync(id, new() { Token = token });
Signup? progress = null;
using (var events = await api.WatchSignupAsync(id))
    await foreach (var item in SseParser.Create(events.Stream).EnumerateAsync())
        progress = JsonSerializer.Deserialize<Signup>(item.Data);
Same(progress?.Status, SignupStatus.Ready);
Same(progress!.Steps.All(step => step.Status == SignupStepStatus.Done), true);

// Its owner logs in.
var wrong = await Fails(() => api.LogInAsync(new() { Email = email, Password = "not this one" }));
Same(wrong.Status, 401);
var login = (await api.LogInAsync(new() { Email = email, Password = password })).Result;
http.DefaultRequestHeaders.Authorization = new("Bearer", login.AccessToken);

// A contact is made, once, and found.
var grace = new ContactFields { FirstName = "Grace", LastName = "Hopper", Emails = [new() { Address = "grace@navy.example" }], Tags = ["pioneer"] };
var created = await api.CreateContactAsync(grace, idempotencyKey: slug);
var contact = created.Result.Id;
Same(created.Location, $"/api/v1/contacts/{contact}");
var again = await api.CreateContactAsync(grace, idempotencyKey: slug);
Same(again.Result.Id, contact);
var listed = (await api.ListContactsAsync(q: "hop", count: CountMode.Exact)).Result;
Same(listed.Page.Total, 1);
Same(listed.Data[0].FullName, "Grace Hopper");
var unchanged = await Throws<ApiException>(() => api.GetContactAsync(contact, ifNoneMatch: created.ETag));
Same(unchanged.StatusCode, 304);

// It is changed, and not by who has not seen the last change.
var change = new ContactPatch { JobTitle = "Rear Admiral", AdditionalProperties = { ["firstName"] = null! } };
var patched = await api.UpdateContactAsync(contact, change, ifMatch: created.ETag);
Same((patched.Result.JobTitle, patched.Result.FirstName), ("Rear Admiral", null));
var stale = await Fails(() => api.UpdateContactAsync(contact, new() { JobTitle = "Commodore" }, ifMatch: created.ETag));
Same((stale.Status, stale.CurrentETag, stale.ChangedFields?.Contains("jobTitle")), (412, patched.ETag, true));
var invalid = await Fails(() => api.CreateContactAsync(new() { LastName = "Nobody", Emails = [new() { Address = "no address" }] }));
Same((invalid.Status, invalid.Code, invalid.Errors?[0].Pointer), (422, "validation.failed", "/emails/0/address"));
var staged = await api.ChangeContactStageAsync(contact, patched.ETag!, new() { Stage = "qualified" });
Same(staged.Result.Stage, "qualified");
var stage = await api.AddContactStageAsync(new() { Key = "nurturing", Label = "Nurturing", Category = StageCategory.Ongoing });
Same(stage.Result.Category, StageCategory.Ongoing);

// Its story is told; it goes to the trash, and comes back.
var story = await Eventually("The timeline", async () => (await api.GetContactTimelineAsync(contact)).Result.Data is { Count: >= 3 } entries ? entries : null);
Same(string.Join(' ', story.Select(entry => entry.Kind).Order()), "contact.created contact.stageChanged contact.updated");
await api.TrashContactAsync(contact);
Same((await Fails(() => api.GetContactAsync(contact))).Status, 404);
Same((await api.RestoreContactAsync(contact)).Result.Stage, "qualified");

// Many at once: a batch, a view on what it made, a bulk action over the view, and back again.
var batch = (await api.BatchContactsAsync(new()
{
    Mode = BatchMode.Partial,
    Items =
    [
        new() { Op = BatchOperation.Create, Data = new Dictionary<string, object> { ["lastName"] = "Hamilton" } },
        new() { Op = BatchOperation.Create, Data = new Dictionary<string, object> { ["lastName"] = "Lamarr", ["stage"] = "nowhere" } },
    ],
})).Result;
Same(string.Join(' ', batch.Data.Select(item => item.Problem?.Code ?? "done")), "done contact.stageUnknown");
var view = (await api.CreateViewAsync(new() { Object = "contact", Name = "Without a job", Filter = new() { Field = "jobTitle", Op = FilterOperator.IsNull } })).Result.Id;
Same(string.Join(' ', (await api.ListContactsAsync(view: view)).Result.Data.Select(found => found.LastName)), "Hamilton");
var bulk = (await api.StartBulkActionAsync(new() { Object = "contact", View = view, Action = BulkAction.Update, Changes = new Dictionary<string, object> { ["jobTitle"] = "Engineer" } })).Result.Id;
Same((await Ended(bulk)).Done, 1);
Same((await Ended((await api.UndoJobAsync(bulk)).Result.Id)).Status, JobStatus.Succeeded);

// Whatever happened can be found, and read as a feed.
Same((await api.SearchRecordsAsync("hoper")).Result.Data[0].Id, contact);
Same((await api.ListChangesAsync(limit: 5)).Result.Data.Count, 5);

// A file goes with the contact.
var attachment = (await api.BeginAttachmentAsync(new() { FileName = "hello.txt", Size = 5, Records = [new() { Type = "contact", Id = contact }] })).Result.Id;
Same((await api.PutAttachmentContentAsync(attachment, new MemoryStream("hello"u8.ToArray()))).Result.Status, AttachmentStatus.Ready);
using (var content = await api.GetAttachmentContentAsync(attachment)) Same(await new StreamReader(content.Stream).ReadToEndAsync(), "hello");

Console.WriteLine("ok  the C# client");

async Task<Job> Ended(Guid job) => await Eventually("The job's end", async () => (await api.GetJobAsync(job)).Result is { Status: not (JobStatus.Queued or JobStatus.Running) } over ? over : null);

static void Same<T>(T found, T expected)
{
    if (!Equals(found, expected)) throw new InvalidOperationException($"{found} instead of {expected}");
}

static async Task<T> Eventually<T>(string what, Func<Task<T?>> look) where T : class
{
    for (var attempt = 0; attempt < 150; attempt++, await Task.Delay(200))
        if (await look() is { } found) return found;
    throw new TimeoutException($"{what} did not come");
}

static async Task<T> Throws<T>(Func<Task> call) where T : Exception
{
    try
    {
        await call();
    }
    catch (T expected)
    {
        return expected;
    }
    throw new InvalidOperationException("It should have failed");
}

static async Task<Problem> Fails(Func<Task> call) => (await Throws<ApiException<Problem>>(call)).Result;
