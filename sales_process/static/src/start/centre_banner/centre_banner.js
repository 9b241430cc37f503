import { Centre } from "@sales_process/centre/centre";
import { StartBanner } from "@sales_process/start/banner/banner";

Centre.components = { ...Centre.components, StartBanner };
