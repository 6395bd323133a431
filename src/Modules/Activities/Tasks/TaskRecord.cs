// The document is called as the API calls it, which is also what the framework calls its promises.
global using TaskRecord = Crm.Activities.Tasks.Documents.Task;
