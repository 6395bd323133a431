import createClient, { type ClientOptions } from "openapi-fetch";
import type { paths } from "./v1";

export type * from "./v1";

/** The whole API, typed: `const { data, error } = await crm({ baseUrl }).GET("/api/v1/contacts")`. */
export const crm = (options: ClientOptions) => createClient<paths>(options);
