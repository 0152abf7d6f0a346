/** Where a page that cannot be drawn ends: everything around it stays, and it can be tried again. */
import { Component, type ReactNode } from 'react';
import { Notice } from '../component/notice';
import { PolicyRefusal } from '../policy/module';
import { whyUnknown } from '../policy/words';

interface BoundaryProps {
  /** Another one may be answered otherwise: what policy refused to answer is tried again with it. */
  readonly view: unknown;
  /** Called before it is tried again. */
  readonly onAgain: () => void;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly failure: { readonly error: unknown } | undefined;
}

const FINE: BoundaryState = { failure: undefined };

/** Give it the page as its key, so that another page begins without this one's failure. */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = FINE;

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { failure: { error } };
  }

  override componentDidUpdate(before: BoundaryProps): void {
    const { failure } = this.state;
    if (failure?.error instanceof PolicyRefusal && before.view !== this.props.view) this.setState(FINE);
  }

  readonly #again = () => {
    this.props.onAgain();
    this.setState(FINE);
  };

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <Notice tone="error">
        <p>This page could not be shown: {whyUnknown(failure.error)}</p>
        <button type="button" className="quiet" onClick={this.#again}>
          Try again
        </button>
      </Notice>
    );
  }
}
