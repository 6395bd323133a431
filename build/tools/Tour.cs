// A signup and a contact's life through the client, against a running host: Tour <url> <folder of its mails>
using System.IO.Compression;
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
var action = new BulkActionRequest { Object = "contact", View = view, Action = BulkAction.Update, Changes = new Dictionary<string, object> { ["jobTitle"] = "Engineer" } };
var preview = (await api.PreviewBulkActionAsync(action)).Result;
Same((preview.Total, preview.Writable), (1, 1));
var bulk = await Succeeded(await api.StartBulkActionAsync(action));
Same((bulk.Done, bulk.UndoUntil is null), (1, false));
Same((await api.ListContactsAsync(q: "hamilton")).Result.Data[0].JobTitle, "Engineer");
await Undone(bulk);
Same((await api.ListContactsAsync(q: "hamilton")).Result.Data[0].JobTitle, null);

// Its tags are renamed, made one and deleted on all that bear them.
var tag = (await api.ListTagsAsync(q: "pio")).Result.Data.Single();
Same((tag.Name, await Borne()), ("pioneer", "pioneer"));
await Succeeded(await api.UpdateTagAsync(tag.Id, new() { Name = "Trailblazer", Color = "#ffcc00" }));
Same(await Borne(), "Trailblazer");
var other = (await api.CreateTagAsync(new() { Name = "Navy" })).Result.Id;
await Succeeded(await api.MergeTagsAsync(other, new() { Ids = [tag.Id] }));
Same(await Borne(), "Navy");
var usage = (await api.GetTagAsync(other)).Result.Usage!.Single(use => use.Count > 0);
Same((usage.Object, usage.Count), ("contact", 1));
var untagged = await Succeeded(await api.RemoveTagAsync(other));
Same(await Borne(), "");
await Undone(untagged);
Same(await Borne(), "Navy");
var spare = (await api.CreateTagAsync(new() { Name = "Spare" })).Result.Id;
Same((await api.RemoveTagAsync(spare)).StatusCode, 204);

// A segment keeps its members, and tells who comes and goes.
var segment = (await api.CreateSegmentAsync(new() { Object = "contact", Name = "Won", Filter = new() { Field = "stage", Op = FilterOperator.Eq, Value = "customer" } })).Result.Id;
await Eventually("The segment", async () => (await api.GetSegmentAsync(segment)).Result is { Status: SegmentStatus.Ready } ready ? ready : null);
foreach (var (to, kind, count) in new[] { ("customer", SegmentEventKind.Entered, 1), ("qualified", SegmentEventKind.Left, 0) })
{
    Same((await api.ChangeContactStageAsync(contact, "*", new() { Stage = to })).Result.Stage, to);
    var heard = await Eventually("The segment's event", async () => (await api.ListSegmentEventsAsync(segment, kind)).Result.Data is [var latest, ..] ? latest : null);
    Same((heard.RecordId, heard.Cause), (contact, "record"));
    Same((await api.ListContactsAsync(segmentId: segment, count: CountMode.Exact)).Result.Page.Total, count);
}

// Fields of the company's own: set, computed of others, and summed up.
Same((await api.AddCustomFieldAsync(new() { Object = "contact", Key = "seats", Type = CustomFieldType.Number, Label = "Seats" })).Result.Indexed, false);
Same((await api.AddCustomFieldAsync(new() { Object = "contact", Key = "price", Type = CustomFieldType.Formula, Label = "Price", Formula = "custom.seats * 10" })).Result.Formula, "custom.seats * 10");
var rollup = new Rollup { Object = "contact", Function = RollupFunction.Sum, Field = "custom.seats" };
Same((await api.AddCustomFieldAsync(new() { Object = "company", Key = "seats", Type = CustomFieldType.Rollup, Label = "Seats", Rollup = rollup })).Result.Rollup!.Function, RollupFunction.Sum);
var navy = (await api.CreateCompanyAsync(new() { Name = "Navy" })).Result.Id;
await api.UpdateContactAsync(contact, new() { CompanyId = navy, Custom = new Dictionary<string, object> { ["seats"] = 4 } });
await Eventually("The price", async () => (await api.GetContactAsync(contact)).Result.Custom.TryGetValue("price", out var price) ? $"{price}" : null);
Same($"{(await api.GetContactAsync(contact)).Result.Custom["price"]}", "40");
Same($"{(await api.GetCompanyAsync(navy)).Result.Custom["seats"]}", "4");
var computed = await Fails(() => api.UpdateContactAsync(contact, new() { Custom = new Dictionary<string, object> { ["price"] = 1 } }));
Same(computed.Errors?[0].Code, "customField.computed");
var dear = (await api.QueryContactsAsync(new() { Filter = new() { Field = "custom.price", Op = FilterOperator.Gte, Value = 40 } })).Result;
Same(dear.Data.Single().Id, contact);

// A file is tried, imported, and taken back; good rows come in, bad ones are told.
var csv = new MemoryStream("First name;Last name;E-mail\nRadia;Perlman;radia@net.example\nBad;Row;no address\n"u8.ToArray());
var upload = (await api.UploadImportAsync("people.csv", new(csv, null, "text/csv"), @object: "contact")).Result;
Same((upload.Delimiter, upload.Rows, string.Join(' ', upload.Terms.Mapping)), (";", 2, "firstName lastName email"));
Same((await api.UpdateImportAsync(upload.Id, new() { Tags = ["Imported"] })).Result.Terms.Tags.Single(), "Imported");
await Succeeded(await api.DryRunImportAsync(upload.Id));
var tried = (await api.GetImportAsync(upload.Id)).Result.Outcome!;
Same((tried.DryRun, tried.Counts.Create, tried.Counts.Error), (true, 1, 1));
Same((await api.GetImportRowsAsync(upload.Id, RowVerdict.Error)).Result.Data.Single().Errors![0].Column, "E-mail");
var imported = await Succeeded(await api.RunImportAsync(upload.Id));
Same((imported.Done, imported.FailedRows), (2, 1));
Same((await Left(imported)).Contains("no address"), true);

// What is chosen is exported, and its file downloaded.
var chosen = new Filter { Field = "tags", Op = FilterOperator.AnyOf, Value = new[] { "Imported" } };
var exported = await Succeeded(await api.StartExportAsync(new() { Object = "contact", Format = RecordFormat.Csv, Filter = chosen, Fields = ["lastName", "emails"] }));
Same(exported.Result!.Name.EndsWith(".csv"), true);
Same((await Left(exported)).Contains("radia@net.example"), true);
await Undone(imported);
Same((await api.ListContactsAsync(tag: "Imported", count: CountMode.Exact)).Result.Page.Total, 0);

// Whatever happened can be found, and read as a feed, or as it happens.
var hit = (await api.SearchRecordsAsync("hoper")).Result.Data[0];
Same((hit.Object, hit.Id), ("contact", contact));
Same((await api.ListChangesAsync(limit: 5)).Result.Data.Count, 5);
var news = (await api.ListChangesAsync(since: "now")).Result;
Same((news.Data.Count, news.HasMore), (0, false));
using (var live = await api.WatchChangesAsync(lastEventId: news.Next))
{
    await api.UpdateContactAsync(contact, new() { JobTitle = "Commodore" });
    var told = await SseParser.Create(live.Stream).EnumerateAsync().FirstAsync(item => item.EventType == "change");
    var happened = JsonSerializer.Deserialize<Change>(told.Data)!;
    Same((happened.Object, happened.Id, happened.Kind, happened.Fields.Single()), ("contact", contact, ChangeKind.Updated, "jobTitle"));
}

// A file goes with the contact.
var attachment = (await api.BeginAttachmentAsync(new() { FileName = "hello.txt", Size = 5, Records = [new() { Type = "contact", Id = contact }] })).Result.Id;
Same((await api.PutAttachmentContentAsync(attachment, new MemoryStream("hello"u8.ToArray()))).Result.Status, AttachmentStatus.Ready);
using (var content = await api.GetAttachmentContentAsync(attachment)) Same(await new StreamReader(content.Stream).ReadToEndAsync(), "hello");

// The person is given all that is held of them, and is forgotten.
var archive = await Succeeded(await api.ExportSubjectAsync(contact));
using (var file = await api.GetJobResultAsync(archive.Id))
using (var zip = new ZipArchive(file.Stream)) Same(zip.Entries.Count > 0, true);
var counted = (await api.PreviewErasureAsync(contact)).Result.Counts;
Same((counted["contacts"], counted["attachments"]), (1, 1));
var forgotten = await Succeeded(await api.EraseContactAsync(contact, "*", new() { Reason = "asked for it", RequestReference = "T-1" }));
var certificate = (await api.GetErasureAsync((await api.ListErasuresAsync(recordId: contact)).Result.Data.Single().Id)).Result;
Same((certificate.JobId, certificate.Reason, certificate.Counts["contacts"], certificate.ErasedAt is null), (forgotten.Id, "asked for it", 1, false));
Same((await Fails(() => api.GetContactAsync(contact))).Code, "request.notFound");

Console.WriteLine("ok  the C# client");

// The job that an answer's Location names, once it has done what it should.
async Task<Job> Succeeded(ApiResponse answer)
{
    Same(answer.StatusCode, 202);
    var id = Guid.Parse(answer.Location!.Split('/')[^1]);
    var job = await Eventually("The job's end", async () => (await api.GetJobAsync(id)).Result is { Status: not (JobStatus.Queued or JobStatus.Running) } over ? over : null);
    Same((job.Status, job.Problem?.Code), (JobStatus.Succeeded, null));
    return job;
}

async Task Undone(Job job) => await Succeeded(await api.UndoJobAsync(job.Id));

async Task<string> Left(Job job)
{
    using var file = await api.GetJobResultAsync(job.Id);
    return await new StreamReader(file.Stream).ReadToEndAsync();
}

async Task<string> Borne() => string.Join(' ', (await api.GetContactAsync(contact)).Result.Tags);

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
