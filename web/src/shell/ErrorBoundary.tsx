import { Component, type ComponentChildren } from 'preact';
import { words } from '../words/words.ts';

/** Catches what a screen throws while it is drawn, so that the rest (uploads above all) lives on. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ error });
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main id="main" class="screen screen-narrow" tabIndex={-1}>
        <h1>{words.crashed}</h1>
        <p role="alert">{words.crashedText}</p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          {words.reload}
        </button>
      </main>
    );
  }
}
