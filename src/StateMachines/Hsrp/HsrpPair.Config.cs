using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Its configuration.</content>
public static partial class HsrpPair
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    /// <param name="Front">The front-end group.</param>
    /// <param name="Back">The back-end group; it has the priority of the front.</param>
    public sealed record Settings(HsrpGroup.Settings Front, HsrpGroup.Settings Back);

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(HsrpGroup.Config front, HsrpGroup.Config back)
        {
            Front = front;
            Back = back;
        }

        /// <summary>The front-end group.</summary>
        public HsrpGroup.Config Front { get; }

        /// <summary>The back-end group.</summary>
        public HsrpGroup.Config Back { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            config = null;
            if (!HsrpGroup.Config.TryCreate(settings.Front, out var front, out error))
            {
                error = error.Inside(nameof(Front));
                return false;
            }

            if (!HsrpGroup.Config.TryCreate(settings.Back, out var back, out error))
            {
                error = error.Inside(nameof(Back));
                return false;
            }

            var found = CheckCoupling(front, back);
            error = found ?? default;
            config = found is null ? new Config(front, back) : null;
            return found is null;
        }

        /// <summary>
        /// What makes a member the better candidate is the same on both sides, so that no side
        /// drags the other to and fro.
        /// </summary>
        private static ConfigError? CheckCoupling(HsrpGroup.Config front, HsrpGroup.Config back) =>
            Same(nameof(back.Dialect), front.Dialect, back.Dialect)
            ?? Same(nameof(back.Priority), front.Priority, back.Priority)
            ?? Same(nameof(back.Preempt), front.Preempt, back.Preempt)
            ?? Same(nameof(back.PreemptDelay), front.PreemptDelay, back.PreemptDelay)
            ?? Same(nameof(back.PreemptWhenSynced), front.PreemptWhenSynced, back.PreemptWhenSynced)
            ?? Same(nameof(back.Links), front.Links, back.Links);

        private static ConfigError? Same<T>(string name, T front, T back)
            where T : notnull =>
            front.Equals(back)
                ? null
                : new ConfigError(
                    name, $"{back}", $"that of Front, {front}",
                    $"set Back.{name} and Front.{name} to one value").Inside(nameof(Back));
    }
}
