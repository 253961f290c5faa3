using System.Collections;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>Settings with other values than they had, of any type that people set.</summary>
internal static partial class SettingDraws
{
    private const int ChangedPercent = 40;
    private const int UnsetPercent = 25;
    private const int DepthMax = 4;

    /// <summary>Settings of which each is as it was, or another one as far as all of them stand.
    /// </summary>
    public static object Varied(Choices choices, object settings, Func<object, bool> stands) =>
        Varied(choices, settings, stands, DepthMax);

    private static object Varied(
        Choices choices, object settings, Func<object, bool> stands, int depth) =>
        settings is HsrpPair.Settings pair
            ? Coupled(choices, pair, stands, depth)
            : Each(choices, settings, stands, depth);

    /// <summary>The halves agree in what makes a member the better candidate: what changes of that
    /// changes in both.</summary>
    private static HsrpPair.Settings Coupled(
        Choices choices, HsrpPair.Settings pair, Func<object, bool> stands, int depth)
    {
        var both = Of(Varied(choices, pair.Front, front => stands(Of(front)), depth - 1));
        return both with
        {
            Back = (HsrpGroup.Settings)Varied(
                choices, both.Back,
                back => stands(both with { Back = (HsrpGroup.Settings)back }), depth - 1),
        };

        HsrpPair.Settings Of(object front)
        {
            var set = (HsrpGroup.Settings)front;
            return new(set, pair.Back with
            {
                Dialect = set.Dialect,
                Priority = set.Priority,
                Preempt = set.Preempt,
                PreemptDelay = set.PreemptDelay,
                PreemptWhenSynced = set.PreemptWhenSynced,
                Links = set.Links,
            });
        }
    }

    private static object Each(
        Choices choices, object settings, Func<object, bool> stands, int depth)
    {
        PropertyInfo[] all =
        [
            .. settings.GetType().GetProperties()
                .Where(one => one.CanWrite && one.GetIndexParameters().Length == 0),
        ];

        // What does not stand alone may stand with another one: a time with its other half.
        var waiting = new List<(PropertyInfo One, object? Value)>();

        // Behind the end of the numbers none changes: that it is not always the same ones.
        var first = choices.Below(all.Length);
        foreach (var one in (PropertyInfo[])[.. all[first..], .. all[..first]])
        {
            settings = Changed(choices, settings, one, waiting, stands, depth);
            if (depth > 0)
            {
                settings = Within(choices, settings, one, stands, depth);
            }
        }

        return settings;
    }

    /// <summary>A setting has another value, or waits for what it stands with.</summary>
    private static object Changed(
        Choices choices, object settings, PropertyInfo one,
        List<(PropertyInfo One, object? Value)> waiting, Func<object, bool> stands, int depth)
    {
        var before = one.GetValue(settings);
        if (before is not null && HasSettings(one.PropertyType) && !IsOptional(one))
        {
            return settings;
        }

        if (!choices.Chance(ChangedPercent)
            || !TryOther(choices, one, before, depth, out var value))
        {
            return settings;
        }

        var changed = With(settings, one, value);
        if (waiting.Select(other => With(changed, other.One, other.Value))
            .Prepend(changed).FirstOrDefault(stands) is { } both)
        {
            return waiting.Select(other => With(both, other.One, other.Value))
                .FirstOrDefault(stands) ?? both;
        }

        waiting.Add((one, value));
        return settings;
    }

    /// <summary>What a setting has inside, varied: its own settings, or those of an element.
    /// </summary>
    private static object Within(
        Choices choices, object settings, PropertyInfo one, Func<object, bool> stands, int depth)
    {
        var before = one.GetValue(settings);
        if (before is not null && HasSettings(one.PropertyType))
        {
            return With(settings, one, Varied(
                choices, before, inner => stands(With(settings, one, inner)), depth - 1));
        }

        if (ElementOf(one.PropertyType) is not { } of || !HasSettings(of)
            || before is not IEnumerable list || !list.Cast<object>().Any())
        {
            return settings;
        }

        object[] all = [.. list.Cast<object>()];
        var at = choices.Below(all.Length);
        return WithElement(Varied(
            choices, all[at], inner => stands(WithElement(inner)), depth - 1));

        object WithElement(object element) =>
            With(settings, one, Listed(of, [.. all[..at], element, .. all[(at + 1)..]]));
    }

    /// <summary>Another value of a setting, or none where it may be unset.</summary>
    private static bool TryOther(
        Choices choices, PropertyInfo one, object? before, int depth, out object? value)
    {
        value = null;
        if (before is not null && IsOptional(one) && choices.Chance(UnsetPercent))
        {
            return true;
        }

        value = HasSettings(one.PropertyType) && before is not null
            ? null : Value(choices, one.PropertyType, before, depth);
        return value is not null;
    }

    private static bool IsOptional(PropertyInfo one) =>
        Nullable.GetUnderlyingType(one.PropertyType) is not null
        || (!one.PropertyType.IsValueType
            && new NullabilityInfoContext().Create(one).WriteState == NullabilityState.Nullable);

    /// <summary>What a list is made of; null: it is none.</summary>
    internal static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Items<>)
            ? type.GetGenericArguments()[0] : null;

    /// <summary>Whether it is a record of settings that each may be another one.</summary>
    internal static bool HasSettings(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.Assembly == typeof(HostAddress).Assembly
        && type.GetMethod("<Clone>$") is not null
        && type.GetProperties().Any(one => one.CanWrite);

    private static object With(object settings, PropertyInfo property, object? value)
    {
        var copy = settings.GetType().GetMethod("<Clone>$")!.Invoke(settings, null)!;
        property.SetValue(copy, value);
        return copy;
    }
}
