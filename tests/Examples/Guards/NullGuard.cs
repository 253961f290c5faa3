using System.Reflection;
using System.Reflection.Emit;

namespace Holdfast.Tests.Examples.Guards;

/// <summary>
/// A parameter that a method guards: <c>ArgumentNullException.ThrowIfNull</c> with its name stands
/// in the method's own code. Whether that throws is asked by calling it.
/// </summary>
internal sealed record NullGuard(MethodBase Method, ParameterInfo Parameter)
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo Guard = typeof(ArgumentNullException).GetMethod(
        nameof(ArgumentNullException.ThrowIfNull), [typeof(object), typeof(string)])!;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Whom it guards, as people read it.</summary>
    public string Name =>
        $"{NameOf(Method.DeclaringType!)}.{(Method.IsConstructor ? "new" : Method.Name)}("
        + string.Join(", ", Method.GetParameters().Select(one => one.Name))
        + $"): {Parameter.Name}";

    /// <summary>Others can call it: what is promised to them.</summary>
    public bool IsPromised => Method.DeclaringType!.IsVisible
        && (Method.IsPublic || Method.IsFamily || Method.IsFamilyOrAssembly);

    /// <summary>Every guard in an assembly, in the order of names.</summary>
    public static NullGuard[] In(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(type => !NameOf(type).Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(All).Cast<MethodBase>()
                .Concat(type.GetConstructors(All)))
            .SelectMany(Of)
            .OrderBy(guard => guard.Name, StringComparer.Ordinal),
    ];

    /// <summary>What a call with null there comes to; null: it is refused by name.</summary>
    public string? Refuses()
    {
        try
        {
            CallWithNull.Of(Method, Parameter)();
            return $"{Name}: null is taken";
        }
        catch (ArgumentNullException refused) when (refused.ParamName == Parameter.Name)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever else is thrown is no guard, and is told.
        catch (Exception other)
#pragma warning restore CA1031
        {
            return $"{Name}: {other.GetType().Name}: {other.Message}";
        }
    }

    private static string NameOf(Type type) =>
        type.IsNested ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;

    private static IEnumerable<NullGuard> Of(MethodBase method)
    {
        var parameters = method.GetParameters();
        return GuardedIn(method).Distinct()
            .Select(name => parameters.FirstOrDefault(one => one.Name == name))
            .Where(one => one is not null)
            .Select(one => new NullGuard(method, one!));
    }

    // A name is loaded, and the next instruction calls the guard.
    private static IEnumerable<string> GuardedIn(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        string? loaded = null;
        for (var at = 0; at < code.Length;)
        {
            var op = Codes[code[at] == 0xFE ? (short)(0xFE00 | code[++at]) : code[at]];
            at++;
            if (op == OpCodes.Call && loaded is not null
                && method.Module.ResolveMethod(
                    BitConverter.ToInt32(code, at), Arguments(method.DeclaringType),
                    method.IsGenericMethod ? method.GetGenericArguments() : null) == Guard)
            {
                yield return loaded;
            }

            loaded = op == OpCodes.Ldstr
                ? method.Module.ResolveString(BitConverter.ToInt32(code, at))
                : null;
            at += Operand(op, code, at);
        }
    }

    private static Type[]? Arguments(Type? type) =>
        type is { IsGenericType: true } ? type.GetGenericArguments() : null;

    private static int Operand(OpCode op, byte[] code, int at) => op.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar =>
            1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };
}
