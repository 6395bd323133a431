namespace Crm.Kernel.Problems;

/// <summary>The problems every endpoint may answer.</summary>
public static class KernelProblems
{
    public static readonly ProblemType Malformed = new("request.malformed", 400, "The request cannot be read",
        "The body is not valid JSON, or a parameter has not the type the documentation gives it. `errors` points at the place where it is known.");

    public static readonly ProblemType Invalid = new("request.invalid", 400, "A parameter is not acceptable",
        "A parameter of the query lies outside what the documentation allows, such as a `limit` over 200. Nothing is clamped silently.");

    public static readonly ProblemType CursorMismatch = new("cursor.mismatch", 400, "The cursor does not belong to this list",
        "A cursor continues exactly the list it came from: same path, filter and sort. Start again without it.");

    public static readonly ProblemType Unauthenticated = new("auth.unauthenticated", 401, "Not signed in",
        "The access token is missing, expired, revoked or not ours. Refresh it or log in.");

    public static readonly ProblemType Forbidden = new("auth.forbidden", 403, "Not permitted",
        "The caller's role lacks the permission this endpoint declares.");

    public static readonly ProblemType Impersonated = new("auth.impersonated", 403, "Not while working as somebody else",
        "An operator who works as a member can do none of what asks for a recent login.");

    public static readonly ProblemType RecordReadOnly = new("access.recordReadOnly", 403, "The record is not yours to change",
        "The caller's role may see this record but change only those it owns, or its teams own. `GET /api/v1/access/explanations` says why.");

    public static readonly ProblemType FieldReadOnly = new("access.fieldReadOnly", 403, "The field is not yours to change",
        "The caller's role may not write this field. The pointer names it.");

    public static readonly ProblemType FieldHidden = new("access.fieldHidden", 403, "The field is hidden from you",
        "The caller's role may not see this field, so it cannot filter or sort by it either.");

    public static readonly ProblemType OwnerUnknown = new("access.ownerUnknown", 422, "The owner is not a member",
        "A record can be given to an active member of the company only: `GET /api/v1/members` lists them.");

    public static readonly ProblemType RecordUnknown = new("access.recordUnknown", 422, "There is no such record",
        "Something can be tied to records that are not in the trash and that the caller may see. The pointer names the first that is not.");

    public static readonly ProblemType NotFound = new("request.notFound", 404, "Not found",
        "There is nothing under this address, or nothing the caller may know of.");

    public static readonly ProblemType MethodNotAllowed = new("request.methodNotAllowed", 405, "The resource does not know this method",
        "The `Allow` header lists the methods it knows.");

    public static readonly ProblemType Conflict = new("request.conflict", 409, "Somebody else was faster",
        "The resource changed while the request was being carried out. Read it again and repeat.");

    public static readonly ProblemType Stale = new("request.stale", 412, "The resource has changed",
        "`If-Match` names another version than the current one. `currentETag` is the current one, `changedFields` what has changed since.");

    public static readonly ProblemType TooLarge = new("request.tooLarge", 413, "The body is too large",
        "The body exceeds what the endpoint accepts.");

    public static readonly ProblemType UnsupportedMediaType = new("request.unsupportedMediaType", 415, "The media type is not supported",
        "Send `application/json`, or `application/merge-patch+json` for PATCH.");

    public static readonly ProblemType ValidationFailed = new("validation.failed", 422, "The request is not acceptable",
        "It can be read, but breaks rules. `errors` lists each with a JSON pointer.");

    public static readonly ProblemType UnknownMember = new("request.unknownMember", 422, "The request has a member that does not exist",
        "Unknown members are refused, so that a misspelt one is not silently lost.");

    public static readonly ProblemType IdempotencyMismatch = new("idempotency.mismatch", 422, "The idempotency key was used for another request",
        "A key stands for one request: same method, path and body. Use a new key.");

    public static readonly ProblemType IdempotencyInFlight = new("idempotency.inFlight", 409, "The same request is still being carried out",
        "Another request with this idempotency key has not ended yet. Try again after `Retry-After` seconds to receive its answer.");

    public static readonly ProblemType PreconditionRequired = new("request.preconditionRequired", 428, "If-Match is required",
        "Send the entity tag that a GET answered as `If-Match`, so that nobody's change is overwritten unseen.");

    public static readonly ProblemType TooManyRequests = new("request.tooMany", 429, "Too many requests",
        "The limit named in `RateLimit-Policy` is used up. Try again after `Retry-After` seconds.");

    public static readonly ProblemType Internal = new("server.error", 500, "Something broke on our side",
        "The failure is logged under `traceId`. Repeating a request with the same `Idempotency-Key` is safe.");

    public static readonly ProblemType Unavailable = new("server.unavailable", 503, "The database is away",
        "Nothing was changed. Try again after `Retry-After` seconds.");
}
