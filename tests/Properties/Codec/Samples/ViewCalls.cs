using System.Reflection;
using System.Reflection.Emit;
using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>What opening a part of a view gave.</summary>
/// <param name="Good">Whether it was opened.</param>
/// <param name="Octets">What the part covers; none: it was not opened.</param>
/// <param name="Error">Why not.</param>
internal sealed record Opened(bool Good, string? Octets, DecodeError Error)
{
    public static Opened Of(bool good, ReadOnlySpan<byte> octets, DecodeError error) =>
        new(good, good ? Convert.ToHexStringLower(octets) : null, error);
}

/// <summary>
/// Calls members of views that a test does not name. Reflection does not call members of a ref
/// struct; a method made of its instructions does.
/// </summary>
internal static class ViewCalls
{
    private const BindingFlags OfView = BindingFlags.Public | BindingFlags.Instance;

    private static readonly MethodInfo ToSpan = typeof(ReadOnlySpan<byte>).GetMethods()
        .Single(one => one.Name == "op_Implicit"
            && one.GetParameters()[0].ParameterType == typeof(byte[]));

    public delegate T OfOctets<out T>(byte[] octets, object? context, ulong tag);

    /// <summary>A method without arguments, or a getter, of a view that can be parsed.</summary>
    public static OfOctets<object> Member(Type view, MethodInfo member)
    {
        var (method, code) = Begin<object>(view, member.Name);
        var parsed = Parse(view, code);
        code.Emit(OpCodes.Ldloca, parsed);
        code.Emit(OpCodes.Call, member);
        if (member.ReturnType.IsValueType)
        {
            code.Emit(OpCodes.Box, member.ReturnType);
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<OfOctets<object>>();
    }

    public static OfOctets<object> Format(Type view) =>
        Member(view, view.GetMethod("Format", OfView, Type.EmptyTypes)!);

    /// <summary>The methods that open a part of a view, or all of it as what it is.</summary>
    public static IEnumerable<(string Name, Type Part, OfOctets<Opened> Call)> Openers(Type view) =>
        view.GetMethods(OfView)
            .Where(one => one.Name.StartsWith("Try", StringComparison.Ordinal)
                && one.GetParameters() is [{ IsOut: true } part, { IsOut: true }]
                && part.ParameterType.GetElementType()!.IsByRefLike)
            .Select(one => (one.Name, PartOf(one), Opener(view, one, isParsed: true)));

    /// <summary>The same, asked of the view that nobody gave.</summary>
    public static IEnumerable<OfOctets<Opened>> OpenersOfNone(Type view) =>
        Openers(view).Select(one => Opener(
            view,
            view.GetMethods(OfView).Single(o => o.Name == one.Name
                && o.GetParameters() is [var part, _]
                && part.ParameterType.GetElementType() == one.Part),
            isParsed: false));

    private static Type PartOf(MethodInfo opener) =>
        opener.GetParameters()[0].ParameterType.GetElementType()!;

    private static OfOctets<Opened> Opener(Type view, MethodInfo opener, bool isParsed)
    {
        var (method, code) = Begin<Opened>(view, opener.Name);
        var parsed = isParsed ? Parse(view, code) : Default(view, code);
        var part = code.DeclareLocal(PartOf(opener));
        var error = code.DeclareLocal(typeof(DecodeError));
        code.Emit(OpCodes.Ldloca, parsed);
        code.Emit(OpCodes.Ldloca, part);
        code.Emit(OpCodes.Ldloca, error);
        code.Emit(OpCodes.Call, opener);
        code.Emit(OpCodes.Ldloca, part);
        code.Emit(OpCodes.Call, PartOf(opener).GetProperty("Octets")!.GetMethod!);
        code.Emit(OpCodes.Ldloc, error);
        code.Emit(OpCodes.Call, typeof(Opened).GetMethod(nameof(Opened.Of))!);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<OfOctets<Opened>>();
    }

    private static (DynamicMethod Method, ILGenerator Code) Begin<T>(Type view, string name)
    {
        var method = new DynamicMethod(
            name, typeof(T), [typeof(byte[]), typeof(object), typeof(ulong)], view.Module,
            skipVisibility: true);
        return (method, method.GetILGenerator());
    }

    private static LocalBuilder Default(Type view, ILGenerator code)
    {
        var local = code.DeclareLocal(view);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Initobj, view);
        return local;
    }

    // The view of the octets, which must be good.
    private static LocalBuilder Parse(Type view, ILGenerator code)
    {
        var parse = view.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(one => one.Name == "TryParse"
                && one.GetParameters()[0].ParameterType == typeof(ReadOnlySpan<byte>));
        var parsed = code.DeclareLocal(view);
        var error = code.DeclareLocal(typeof(DecodeError));
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, ToSpan);
        foreach (var fact in parse.GetParameters()[1..^2])
        {
            if (fact.ParameterType.IsByRef)
            {
                var type = fact.ParameterType.GetElementType()!;
                var context = code.DeclareLocal(type);
                code.Emit(OpCodes.Ldarg_1);
                code.Emit(OpCodes.Unbox_Any, type);
                code.Emit(OpCodes.Stloc, context);
                code.Emit(OpCodes.Ldloca, context);
            }
            else
            {
                Tag(fact.ParameterType, code);
            }
        }

        code.Emit(OpCodes.Ldloca, parsed);
        code.Emit(OpCodes.Ldloca, error);
        code.Emit(OpCodes.Call, parse);
        code.Emit(OpCodes.Pop);
        return parsed;
    }

    private static void Tag(Type type, ILGenerator code)
    {
        var primitive = type.IsPrimitive ? type : type.GetProperty("Value")!.PropertyType;
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(primitive == typeof(byte) ? OpCodes.Conv_U1
            : primitive == typeof(ushort) ? OpCodes.Conv_U2 : OpCodes.Conv_U4);
        if (type != primitive)
        {
            code.Emit(OpCodes.Newobj, type.GetConstructor([primitive])!);
        }
    }
}
