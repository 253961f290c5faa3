using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// One machine under way in a box: what it asks to be computed comes back as an input at once, and
/// what is due is heard when it is.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="config">Its configuration.</param>
/// <param name="box">The box.</param>
/// <typeparam name="TConfig">Of the machine.</typeparam>
/// <typeparam name="TState">Of the machine.</typeparam>
/// <typeparam name="TInput">Of the machine.</typeparam>
/// <typeparam name="TOutput">Of the machine.</typeparam>
internal abstract class Course<TConfig, TState, TInput, TOutput>(
    Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, IHandshakeBox box)
    where TState : notnull
    where TInput : class
    where TOutput : notnull
{
    private const int StepsMax = 32;

    private Instant? _planned;

    /// <summary>How far it is.</summary>
    public TState State { get; private set; } = machine.Initial(config, box.Now);

    /// <summary>When something is due; null: never.</summary>
    public Instant? Deadline => machine.Deadline(config, State);

    /// <summary>Whether it is still under way: what ends it may be carried out by itself.</summary>
    protected abstract bool IsThere { get; }

    /// <summary>Time has passed.</summary>
    public void Tick() => Hear(machine.Tick);

    /// <summary>Hears something, and all that follows of it.</summary>
    public void Hear(TInput first)
    {
        var inputs = new Queue<TInput>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException($"{machine.Name} goes on without an end");
            }

            var before = State;
            var next = machine.Step(config, before, box.Now, input);
            State = next.State;
            Tell(before, next, input);
            foreach (var output in next.Outputs)
            {
                if (Work(output) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(input, output);
                }
            }

            if (!IsThere)
            {
                return;
            }
        }

        Rest(first);
    }

    /// <summary>It is wanted no more, and nobody is told: what it asks for then is computed, and
    /// nothing else is done.</summary>
    /// <param name="last">What it hears last.</param>
    public void Leave(TInput last)
    {
        var next = machine.Step(config, State, box.Now, last);
        State = next.State;
        foreach (var output in next.Outputs)
        {
            Work(output);
        }
    }

    /// <summary>What an output gives; null: it is to be carried out.</summary>
    protected abstract TInput? Work(TOutput output);

    /// <summary>Carries out what is not computed.</summary>
    protected abstract void Carry(TInput input, TOutput output);

    /// <summary>Nothing more follows: it is over, or <see cref="Plan"/>.</summary>
    protected abstract void Rest(TInput first);

    /// <summary>Hears of each step.</summary>
    protected virtual void Tell(TState before, Next<TState, TOutput> next, TInput input)
    {
    }

    /// <summary>What is due is heard when it is.</summary>
    protected void Plan()
    {
        if (Deadline is not { } due || _planned == due)
        {
            return;
        }

        _planned = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (IsThere && _planned == due)
            {
                _planned = null;
                Tick();
            }
        });
    }
}
