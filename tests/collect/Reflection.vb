' Says of each 'Type::Member' that it reads whether .NET has it.
Imports System
Imports System.Reflection

Module Program
    Sub Main()
        Dim folder As String = IO.Path.GetDirectoryName(GetType(Object).Assembly.Location)
        For Each file As String In IO.Directory.GetFiles(folder, "*.dll")
            Try
                Assembly.Load(IO.Path.GetFileNameWithoutExtension(file))
            Catch
            End Try
        Next
        Dim line As String = Console.ReadLine()
        While line IsNot Nothing
            Console.WriteLine(line & " " & If(Has(line), "yes", "no"))
            line = Console.ReadLine()
        End While
    End Sub

    Function Has(line As String) As Boolean
        Dim parts As String() = line.Split({"::"}, StringSplitOptions.None)
        For Each library As Assembly In AppDomain.CurrentDomain.GetAssemblies()
            For Each name As String In {parts(0), "System." & parts(0)}
                Dim found As Type = library.GetType(name, False, True)
                If found IsNot Nothing Then
                    If parts(1) = "new" Then Return found.GetConstructors().Length > 0
                    Return found.GetMember(parts(1), BindingFlags.IgnoreCase Or BindingFlags.Public Or BindingFlags.Static Or BindingFlags.Instance).Length > 0
                End If
            Next
        Next
        Return False
    End Function
End Module
