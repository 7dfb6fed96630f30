import { type DynamicModule, Module } from '@nestjs/common';
import { PagesController } from './pages.controller';

/** What people see of auth in a browser. */
@Module({})
export class PagesModule {
  /** @param imports the modules that export the pages. */
  static forRoot(imports: DynamicModule[]): DynamicModule {
    return { module: PagesModule, imports, controllers: [PagesController] };
  }
}
