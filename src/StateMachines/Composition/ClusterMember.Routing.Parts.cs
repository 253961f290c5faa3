namespace Holdfast.StateMachines.Composition;

/// <content>The one way in which a machine is stepped, and what it puts out is handed on.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        /// <summary>Where an output goes; it captures nothing, so that it is made once.</summary>
        /// <typeparam name="TOf">Whose the machine is.</typeparam>
        /// <typeparam name="TOutput">The output of the machine.</typeparam>
        private delegate void Onward<TOf, TOutput>(
            scoped ref Routing to, TOf of, TOutput output);

        /// <summary>A step of a machine that the member has once.</summary>
        private void OfMember<TConfig, TState, TInput, TOutput>(
            Part part, PartStep<TConfig, TState, TInput, TOutput> step, TConfig settings,
            ref TState state, TInput input, Onward<Part, TOutput> onward)
            where TInput : class
        {
            var next = step(settings, state, now, input);
            state = next.State;
            Follow(part, 0, input, next.Reason, next.Outputs, part, onward);
        }

        /// <summary>A step of a machine of an IKE SA, where the SA has such a machine.</summary>
        private void OfSa<TConfig, TState, TInput, TOutput>(
            Part part, SaMachine<TConfig, TState, TInput, TOutput> machine,
            PartStep<TConfig, TState, TInput, TOutput> step, ulong at, TInput input,
            Onward<IkeSaParts, TOutput> onward)
            where TState : class
            where TInput : class
            where TOutput : notnull
        {
            if (TryStep(machine, step, at, input, out var next) is { } sa)
            {
                Follow(part, at, input, next.Reason, next.Outputs, sa, onward);
            }
        }

        /// <summary>The same before its outputs are handed on: the machines of the IKE SA as they
        /// were; null: it has no such machine.</summary>
        private IkeSaParts? TryStep<TConfig, TState, TInput, TOutput>(
            SaMachine<TConfig, TState, TInput, TOutput> machine,
            PartStep<TConfig, TState, TInput, TOutput> step, ulong at, TInput input,
            out Next<TState, TOutput> next)
            where TState : class
            where TInput : class
            where TOutput : notnull
        {
            next = default;
            if (!_sas.TryFind(at, out var sa) || machine.StateOf(sa) is not { } state)
            {
                return null;
            }

            next = step(machine.ConfigOf(config, sa), state, now, input);
            if (!ReferenceEquals(next.State, state))
            {
                Keep(machine.With(sa, next.State));
            }

            return sa;
        }

        /// <summary>A step is told, and then each of its outputs followed to its end.</summary>
        private void Follow<TOf, TOutput>(
            Part part, ulong at, object input, Reason reason, Outputs<TOutput> outputs, TOf of,
            Onward<TOf, TOutput> onward)
        {
            var cause = Enter(part, at, input, reason);
            HandOn(outputs, of, onward);
            Leave(cause);
        }

        private void HandOn<TOf, TOutput>(
            Outputs<TOutput> outputs, TOf of, Onward<TOf, TOutput> onward)
        {
            foreach (var output in outputs)
            {
                _cause = output;
                onward(ref this, of, output);
            }
        }

        /// <summary>Begins a step of a machine, or an operation of a table.</summary>
        /// <returns>What led to it, for <see cref="Leave"/>.</returns>
        private object? Enter(Part part, ulong at, object input, Reason reason)
        {
            _reason ??= reason;
            _stage++;
            hops?.Add(new(_stage, _cause, part, at, input, reason));
            return _cause;
        }

        private void Leave(object? cause)
        {
            _cause = cause;
            _stage--;
        }
    }
}
