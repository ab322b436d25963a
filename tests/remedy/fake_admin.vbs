
' What follows is not the script: the admin objects of IIS as far as it needs them. Put behind the script, since functions
' and classes of VBScript are known from the start. Wine's VBScript has no ChrW, so a letter beyond ASCII travels as
' Chr(1) code Chr(2) here. Every assignment is written down, the commit prints them.
Function ChrW(code)
    ChrW = Chr(1) & CStr(code) & Chr(2)
End Function

Function CreateObject(name)
    If name <> "Microsoft.ApplicationHost.WritableAdminManager" Then WScript.Quit 9
    Set CreateObject = New FakeManager
End Function

Dim fakeLog

Class FakeManager
    Public CommitPath
    Public Function GetAdminSection(section, path)
        If Left(path, Len(CommitPath)) <> CommitPath Then WScript.Quit 9
        Dim made
        Set made = New FakeElement
        made.Place = section & Chr(9) & Mid(path, Len(CommitPath) + 2)
        made.Site = ""
        made.Steps = ""
        Set GetAdminSection = made
    End Function
    Public Sub CommitChanges()
        WScript.Echo fakeLog & "COMMIT"
    End Sub
End Class

Class FakeElement
    Public Place
    Public Site
    Public Steps
    Public Property Get Name
        Name = "site"
    End Property
    Public Property Get ChildElements
        Dim made
        Set made = New FakeChildren
        Set made.Owner = Me
        Set ChildElements = made
    End Property
    Public Property Get Properties
        Dim made
        Set made = New FakeProperties
        Set made.Owner = Me
        Set Properties = made
    End Property
    Public Property Get Collection
        Dim made
        Set made = New FakeSites
        Set made.Owner = Me
        Set Collection = made
    End Property
    Public Function GetPropertyByName(name)
        Dim made
        Set made = New FakeProperty
        made.Text = Site
        Set GetPropertyByName = made
    End Function
End Class

Class FakeChildren
    Public Owner
    Public Function Item(name)
        Dim made
        Set made = New FakeElement
        made.Place = Owner.Place
        made.Site = Owner.Site
        made.Steps = Owner.Steps & "/" & name
        Set Item = made
    End Function
End Class

Class FakeProperties
    Public Owner
    Public Function Item(name)
        Dim made
        Set made = New FakeProperty
        made.Head = "SET" & Chr(9) & Owner.Place & Chr(9) & Owner.Site & Chr(9) & Owner.Steps & Chr(9) & name & Chr(9)
        Set Item = made
    End Function
End Class

Class FakeProperty
    Public Head
    Public Text
    Public Property Get Value
        Value = Text
    End Property
    Public Property Let Value(given)
        Dim kind
        kind = TypeName(given)
        If kind = "Boolean" Then
            If given Then fakeLog = fakeLog & Head & "true" & vbLf Else fakeLog = fakeLog & Head & "false" & vbLf
        Else
            fakeLog = fakeLog & Head & CStr(given) & vbLf
        End If
    End Property
End Class

Class FakeSites
    Public Owner
    Public Property Get Count
        Count = UBound(FakeNames()) + 1
    End Property
    Public Function Item(i)
        Dim names
        names = FakeNames()
        Dim made
        Set made = New FakeElement
        made.Place = Owner.Place
        made.Site = names(i)
        made.Steps = ""
        Set Item = made
    End Function
End Class
