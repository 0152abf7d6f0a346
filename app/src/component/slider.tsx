import { useId } from 'react';

interface SliderProps {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** The value for people. */
  readonly shown: string;
  /** What a screen reader says beside it: what follows from the value. */
  readonly meaning: string;
}

/** A number that is chosen by dragging or by the arrow keys. */
export function Slider({ label, least, most, step, value, onChange, shown, meaning }: SliderProps) {
  const id = useId();
  return (
    <div className="slider">
      <div className="slider-head">
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id}>{shown}</output>
      </div>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={`${shown}: ${meaning}`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </div>
  );
}
